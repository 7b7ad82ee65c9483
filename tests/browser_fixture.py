"""Debian's Chromium, for tests that open a page as its reader does."""

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def marks(page: str) -> pytest.MarkDecorator:
    """Return the mark of a file of tests: without a browser it says that `page` went unseen."""
    return pytest.mark.skipif(PROGRAM is None, reason=f"no Chromium here: {page} unseen")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield started
        started.close()
