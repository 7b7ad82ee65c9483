"""The page of `mer errors` as its reader has it: in a browser, on a phone, in the dark."""

import pytest

from mer.reporting.errors.page import render
from tests.browser_fixture import browser, marks
from tests.mer.reporting.errors.test_page import PAGE

__all__ = ["browser"]

pytestmark = marks("the page of errors")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "errors.html"
    path.write_text(render(PAGE), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1024, "dark")])
def test_the_page_fits_asks_for_nothing_and_keeps_nobody_from_reading_it(
    browser, address, width, scheme
):
    """It shows faces: a page that loads something tells somebody that it was opened."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()[:3000]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator(".strip").first.focus()
    assert page.locator(".strip img").first.bounding_box()["width"] >= 500, "frames can be seen"
    context.close()
    assert complaints == []
    assert [one for one in requests if one != address and not one.startswith("data:")] == []
