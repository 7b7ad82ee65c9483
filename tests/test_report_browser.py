"""metrics/report.html as a reader has it: in a browser, with mouse, keyboard, phone and printer."""

import pytest

from tests.browser_fixture import browser, marks
from tests.conftest import ROOT
from tests.report_fixture import committed

__all__ = ["browser"]

pytestmark = marks("metrics/report.html")
TABLE = "Table 4. CASME II (STAND-IN, computed)"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        text = committed()
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def show(browser, address):
    """Open the page; at the end nothing may have been complained of, and nothing asked for."""
    opened = []

    def show(width=1024, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        opened.append((context, [], []))
        page = context.new_page()
        page.on("console", lambda message: opened[-1][1].append(message.text))
        page.on("pageerror", lambda error: opened[-1][1].append(str(error)))
        page.on("request", lambda request: opened[-1][2].append(request.url))
        page.goto(address)
        return page

    yield show
    for context, complaints, requests in opened:
        context.close()
        assert complaints == []
        assert [one for one in requests if one != address and not one.startswith("data:")] == []


def column(page, number: int) -> list[float]:
    """Return what a column of Table 4 is sorted by, in the order that is shown."""
    cells = f"table:has-text('{TABLE}') tbody tr:visible > :nth-child({number})"
    return page.eval_on_selector_all(cells, "all => all.map((one) => Number(one.dataset.key))")


def test_a_click_sorts_a_table_and_the_third_brings_its_order_back(show):
    page = show()
    title = page.locator(f"table:has-text('{TABLE}') th", has_text="Accuracy %")
    before = column(page, 3)
    title.get_by_role("button").click()
    assert column(page, 3) == sorted(before)
    assert title.get_attribute("aria-sort") == "ascending"
    title.get_by_role("button").click()
    assert column(page, 3) == sorted(before, reverse=True)
    title.get_by_role("button").click()
    assert column(page, 3) == before != sorted(before)
    assert title.get_attribute("aria-sort") is None


def test_a_table_is_sorted_and_filtered_by_keyboard(show):
    page = show()
    table = page.locator(f".table:has-text('{TABLE}')")
    before = column(page, 4)
    table.get_by_label("Protocol").focus()
    page.keyboard.press("l")  # of leaky, the first that begins so
    kept = column(page, 4)
    assert 4 <= len(kept) < len(before)
    for _ in range(5):  # the table that scrolls, then the titles of its columns, up to F1
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert column(page, 4) == sorted(kept)


def test_the_values_of_a_chart_are_read_out_by_arrow_keys(show):
    page = show()
    chart = page.locator("#leakage-figure svg[role=img]").first
    chart.focus()
    read = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        read.append(page.locator("#leakage-figure .readout").inner_text())
    assert len(set(read)) == 3
    assert all("DA + DACWB, " in one for one in read)


def test_every_figure_has_a_text_alternative(show):
    page = show()
    figures = page.locator("figure")
    assert figures.count() >= 12
    for figure in figures.all():
        charts = figure.locator("svg[role=img]")
        assert charts.count()
        for chart in charts.all():
            assert chart.get_attribute("aria-label")
        assert figure.locator("details table tbody tr").count()
    assert page.locator("svg:not([role=img]):not([aria-hidden=true])").count() == 0


@pytest.mark.parametrize("width", [390, 1024, 1920])
def test_the_page_fits_the_screen(show, width):
    page = show(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_no_panel_stands_alone_in_a_row(show):
    page = show(1200)
    counts = page.evaluate(
        """[...document.querySelectorAll(".panels, .deals")].map((box) => {
          const tops = [...box.querySelectorAll(".panel, .deal")].map((one) => one.offsetTop);
          return [tops.length, tops.filter((top) => top === Math.max(...tops)).length];
        })"""
    )
    assert len(counts) > 10
    assert all(last > 1 for panels, last in counts if panels > 1), counts
    wrapped = page.locator(".tiles").first.evaluate("(one) => one.clientHeight")
    assert wrapped < 2 * page.locator(".tile").first.evaluate("(one) => one.clientHeight")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_from_reading_it(show, scheme):
    """Contrast, names, structure: by the rules of axe-core."""
    from axe_playwright_python.sync_playwright import Axe

    page = show(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    # rows and panels are alike, and their thousands would take half a minute
    alike = "tbody tr:nth-child(n+3), .panel:nth-child(n+3)"
    page.evaluate(f"document.querySelectorAll('{alike}').forEach((one) => one.remove())")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()[:3000]


def test_on_paper_everything_is_open(show):
    page = show()
    hidden = page.locator("details table").first
    assert not hidden.is_visible()
    assert page.pdf().startswith(b"%PDF")
    assert not hidden.is_visible(), "what was opened for the printer is closed again"
    page.emulate_media(media="print")
    assert hidden.is_visible()


def test_without_its_script_nothing_is_missing(show):
    page = show(java_script_enabled=False)
    assert page.locator("tbody tr").count() > 400
    assert page.locator("thead button").count() == 0
    page.locator("summary").first.click()
    assert page.locator("details table").first.is_visible()
