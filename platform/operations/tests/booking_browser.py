"""Visitors of the booking pages in a real browser, with and without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from operations.demo.services import demo_path
from widget.tests.browser import Visit

ZONE = "America/New_York"
MAX_TABS = 90
NUMBER = "day => [...document.querySelectorAll('table a')].indexOf(day)"


@pytest.fixture(scope="module")
def address(site: str) -> str:
    """The page of the demo's calendar, which is in London."""
    return f"{site}/book/{json.loads(demo_path().read_text())['calendar_id']}"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    """Somebody in New York."""
    context = browser.new_context(
        java_script_enabled=request.param, timezone_id=ZONE, reduced_motion="reduce"
    )
    visit = Visit(context.new_page(), site)
    yield visit
    assert context.cookies() == []
    context.close()
    assert visit.errors == []
    assert [each for each in visit.console if "Content Security Policy" in each] == []
    assert visit.hosts == {"127.0.0.1"}


def day(page: Page, number: int) -> Locator:
    """An open day of the month that is shown."""
    return page.locator("table a").nth(number)


def time(page: Page, number: int) -> Locator:
    return page.get_by_role("region").last.get_by_role("link").nth(number)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def press(page: Page, target: Locator) -> None:
    """Reach this by Tab alone, and press Enter on it."""
    reach(page, target)
    page.keyboard.press("Enter")


def reach(page: Page, target: Locator) -> None:
    target.wait_for()
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by keyboard")


def choose_by_keyboard(page: Page, day_number: int, time_number: int) -> str:
    """Choose a day of the month that is shown and one of its times; returns the day."""
    chosen = day(page, day_number)
    date = label_of(chosen)
    if page.get_by_role("grid").count():  # one stop of the Tab key, with JavaScript
        current = page.locator("table a[tabindex='0']")
        reach(page, current)
        steps = day_number - int(current.evaluate(NUMBER))
        for _ in range(abs(steps)):
            page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
        expect(chosen).to_be_focused()
        page.keyboard.press("Enter")
    else:
        press(page, chosen)
    title = page.get_by_role("heading", name=date, exact=True)
    expect(title).to_be_focused()
    press(page, time(page, time_number))
    return date


def label_of(link: Locator) -> str:
    return str(link.get_attribute("aria-label")).rpartition(",")[0]
