"""Time zones by typing, months by arrows, the button Back, and the page in the frame of another
website.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from operations.tests.booking_browser import ZONE, day, heading, reach, time
from widget.tests.browser import Visit

pytestmark = pytest.mark.browser

ROW = "day => day.closest('tr').sectionRowIndex"
COLUMN = "day => day.closest('td').cellIndex + 1"
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "booking.md"


def test_the_zone_of_the_visitor_is_found_out(
    visitor: Visit, address: str, request: pytest.FixtureRequest
) -> None:
    """By JavaScript, with which a place is typed; without it the calendar's is shown, and a form
    changes it.
    """
    page = visitor.page
    page.goto(address)
    zone = page.get_by_label("Time zone")
    if request.node.callspec.params["visitor"]:
        expect(zone).to_have_value(re.compile(r"New York \(UTC-0[45]:00\)"))
        zone.focus()
        page.keyboard.type("tok")
        page.keyboard.press("Enter")
        expect(zone).to_have_value("Tokyo (UTC+09:00)")
        expect(zone).to_be_focused()
    else:
        expect(zone).to_have_value("Europe/London")
        zone.select_option("Asia/Tokyo")
        page.get_by_role("button", name="Apply").click()

    expect(page.get_by_text("Japan Standard Time (Asia/Tokyo)")).to_be_visible()
    assert "zone=Asia" in page.url


def test_a_place_that_there_is_not_changes_nothing(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}?zone={ZONE}")
    zone = page.get_by_label("Time zone")
    shown = zone.input_value()

    zone.fill("Atlantis")
    page.keyboard.press("Tab")
    expect(zone).to_have_value(shown)
    zone.fill("sao paulo")
    page.keyboard.press("Tab")

    expect(zone).to_have_value(re.compile("São Paulo"))


@pytest.mark.parametrize(("language", "onward"), [("en", "ArrowRight"), ("ar", "ArrowLeft")])
def test_the_month_is_walked_by_arrows(
    visit: Visit, address: str, language: str, onward: str
) -> None:
    page = visit.page
    page.goto(f"{address}?zone={ZONE}&lang={language}")
    page.locator("#following").click()
    page.locator("#previous[href]").wait_for()
    assert page.locator("table a[tabindex='0']").count() == 1
    reach(page, day(page, 0))
    back = {"ArrowRight": "ArrowLeft", "ArrowLeft": "ArrowRight"}[onward]
    below = page.locator("tbody tr").nth(int(day(page, 0).evaluate(ROW)) + 1).locator("a")

    for key, target in (
        (onward, day(page, 1)),
        (back, day(page, 0)),
        (back, day(page, 0)),
        ("ArrowUp", day(page, 0)),
        ("ArrowDown", below.and_(page.locator(f"td:nth-child({day(page, 0).evaluate(COLUMN)}) a"))),
        ("End", below.last),
        ("Home", below.first),
    ):
        page.keyboard.press(key)
        expect(target).to_be_focused()
    month = page.locator("#month").inner_text()
    page.keyboard.press("PageDown")
    expect(page.locator("#month")).not_to_have_text(month)
    expect(day(page, 0)).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.locator("#month")).to_have_text(month)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#following")).to_be_focused()


def test_back_shows_the_form_and_sends_nothing_again(visitor: Visit, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}?zone={ZONE}")
    page.get_by_role("link", name="Next month").click()
    page.get_by_role("link", name="Previous month").wait_for()
    time(page, 4).click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Book this appointment").click()
    page.get_by_label("E-mail address").fill(f"back{id(visitor)}@example.com")
    page.get_by_role("button", name="Book this appointment").click()
    expect(heading(page)).to_have_text("You are booked.")

    answer = page.go_back()

    expect(page.get_by_label("Name")).to_have_value("Ada")
    assert answer is not None
    assert answer.request.timing["connectStart"] == -1  # it came from the browser's cache


def test_another_website_shows_the_page_in_a_frame(visit: Visit, address: str) -> None:
    """Where it books, too, although browsers withhold cookies there."""
    page = visit.page
    shop = "http://localhost:4999/"
    tag = f'<iframe src="{address}?embed=1&zone={ZONE}" title="Book" width="900" height="900">'
    page.route(shop, lambda route: route.fulfill(content_type="text/html", body=tag))
    page.goto(shop)
    frame = page.frame_locator("iframe")

    frame.get_by_role("region").last.get_by_role("link").nth(2).click()
    frame.get_by_label("Name").fill("Ada")
    frame.get_by_label("E-mail address").fill("frame@example.com")
    frame.get_by_role("button", name="Book this appointment").click()

    expect(frame.get_by_role("heading", level=1)).to_have_text("You are booked.")


def test_a_frame_is_as_tall_as_its_page(visit: Visit, address: str) -> None:
    """With the lines that the documentation has for other websites."""
    page = visit.page
    shop = "http://localhost:4999/"
    (lines,) = re.findall(r"```html\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    tag, count = re.subn(r"https://\S+\?embed=1", f"{address}?embed=1&zone={ZONE}", lines)
    assert count == 1
    page.route(shop, lambda route: route.fulfill(content_type="text/html", body=tag))
    page.set_viewport_size({"width": 700, "height": 600})
    page.goto(shop)
    frame, body = page.locator("#booking"), page.frame_locator("#booking").locator("html")

    def expect_no_scrolling() -> None:
        body.locator("main").wait_for()
        tall = body.evaluate("it => it.offsetHeight")
        expect(frame).to_have_css("height", f"{tall}px")

    expect_no_scrolling()
    page.set_viewport_size({"width": 400, "height": 600})
    expect_no_scrolling()
    body.get_by_role("region").last.get_by_role("link").first.click()
    body.get_by_label("Name").wait_for()
    expect_no_scrolling()
