"""The page of `mer predict` as its reader has it: in a browser, on a phone, in the dark."""

import numpy as np

from tests.browser_fixture import browser, marks
from tests.mer.reporting.prediction.test_page import rendered, shown

__all__ = ["browser", "shown"]

pytestmark = marks("the page of predictions")


def test_the_page_fits_asks_for_nothing_and_keeps_nobody_from_reading_it(
    tmp_path, browser, checked, shown
):
    """It shows faces: a page that loads something tells somebody that it was opened."""
    from axe_playwright_python.sync_playwright import Axe

    path = tmp_path / "page.html"
    path.write_text(rendered(checked, shown, np.ones((4, 16, 16))), encoding="utf-8")
    for width, scheme in ((390, "light"), (1024, "dark"), (1920, "light")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        complaints, requests = [], []
        page.on("console", lambda message, said=complaints: said.append(message.text))
        page.on("request", lambda request, asked=requests: asked.append(request.url))
        page.goto(path.as_uri())
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()[:3000]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator(".strip img").first.bounding_box()["width"] >= 70, "can be seen"
        assert [one for one in requests if not one.startswith(("data:", path.as_uri()))] == []
        assert complaints == []
        context.close()
