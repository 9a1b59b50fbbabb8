"""Booking, moving and cancelling on the public page in a real browser: by keyboard alone, with and
without JavaScript, and by WCAG 2.2 AA.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from operations.tests.booking_browser import (
    ZONE,
    choose_by_keyboard,
    day,
    heading,
    label_of,
    press,
    reach,
    time,
)
from widget.tests.browser import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def inspected(browser: Browser, site: str, axe: str) -> Iterator[Visit]:
    """A tab into which the checker can be injected, whatever the page's policy."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", timezone_id=ZONE)
    context.add_init_script(axe)
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.errors == []


def test_an_appointment_is_booked_moved_and_cancelled_by_keyboard(
    visitor: Visit, address: str
) -> None:
    page = visitor.page
    page.goto(f"{address}?zone={ZONE}")
    press(page, page.get_by_role("link", name="Next month"))
    expect(page.get_by_role("link", name="Previous month")).to_be_visible()
    date = choose_by_keyboard(page, 2, 1)

    press(page, page.get_by_role("button", name="Book this appointment"))
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_accessible_description("Please fill this in.")
    page.keyboard.type("Ada Lovelace")
    reach(page, page.get_by_label("E-mail address"))
    page.keyboard.type(f"ada{id(visitor)}@example.com")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("You are booked.")
    expect(page.get_by_role("main")).to_contain_text(date)
    expect(page.get_by_role("main")).to_contain_text("Eastern Standard Time (America/New_York)")
    expect(page.get_by_role("main")).to_contain_text("Greenwich Mean Time (Europe/London)")

    press(page, page.get_by_role("link", name="Move the appointment"))
    later = choose_by_keyboard(page, 3, 2)
    press(page, page.get_by_role("button", name="Move to this time"))
    expect(heading(page)).to_have_text("Your appointment has been moved.")
    expect(page.get_by_role("main")).to_contain_text(later)

    press(page, page.get_by_role("link", name="Cancel the appointment"))
    press(page, page.get_by_role("button", name="Yes, cancel it"))
    expect(heading(page)).to_have_text("This appointment is cancelled.")


def test_days_change_without_loading_the_page_again(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}?zone={ZONE}")
    page.evaluate("window.isSame = true")
    page.get_by_role("link", name="Next month").click()
    expect(page.get_by_role("link", name="Previous month")).to_be_visible()
    third = page.get_by_role("heading", level=2, name=label_of(day(page, 2)))

    day(page, 2).click()
    expect(third).to_be_focused()
    page.go_back()
    expect(third).to_be_hidden()
    page.go_forward()
    expect(third).to_be_visible()

    assert page.evaluate("window.isSame") is True
    assert page.url.endswith("#times")


def test_a_page_that_cannot_be_fetched_is_loaded(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}?zone={ZONE}")

    def fail_fetches(route: Route) -> None:
        route.abort() if route.request.resource_type == "fetch" else route.continue_()

    page.route("**/book/**", fail_fetches)
    page.get_by_role("link", name="Next month").click()

    expect(page.get_by_role("link", name="Previous month")).to_be_visible()


def test_a_form_is_sent_once(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}?zone={ZONE}")
    time(page, 0).click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail address").fill("once@example.com")
    sent: list[str] = []
    page.on("request", lambda each: each.method == "POST" and sent.append(each.url))

    page.get_by_role("button", name="Book this appointment").dblclick()

    expect(heading(page)).to_have_text("You are booked.")
    assert len(sent) == 1


@pytest.mark.parametrize(("scheme", "language"), [("light", "ar"), ("dark", "de")])
def test_axe_finds_nothing_in_any_state(
    inspected: Visit, address: str, scheme: str, language: str
) -> None:
    page = inspected.page
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}?zone={ZONE}&lang={language}")
    assert faults(page) == []  # the month

    page.locator("#following").click()
    page.locator("#previous[href]").wait_for()
    time(page, 1).click()
    page.locator("form .button").click()
    page.get_by_role("alert").wait_for()
    assert faults(page) == []  # the form, with errors

    page.locator("[name=name]").fill("Ada")
    page.locator("[name=email]").fill(f"{scheme}{language}@example.com")
    url = page.url
    page.locator("form .button").click()
    page.locator(".actions").wait_for()
    assert faults(page) == []  # booked

    page.locator(".actions a").first.click()
    time(page, 1).wait_for()
    assert faults(page) == []  # moving
    time(page, 1).click()
    page.locator("form .button").wait_for()
    assert faults(page) == []  # to be confirmed

    page.go_back()
    page.go_back()
    page.locator(".actions a").last.click()
    page.locator("form .danger").wait_for()
    assert faults(page) == []  # to be cancelled

    page.goto(url)
    page.get_by_role("alert").wait_for()
    assert faults(page) == []  # a time that is taken, with others
    for bad in ("/book/cal_x", "/book/appointment?token=x"):
        page.goto(f"{inspected.site}{bad}")
        assert faults(page) == []


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """axe's findings: the rule and the elements."""
    found: list[tuple[str, list[str]]] = page.evaluate(
        """async () => {
            const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
            const { violations } = await axe.run({ runOnly: tags });
            return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        }"""
    )
    return found


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways_and_all_targets_are_large(
    visit: Visit, address: str, width: int
) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{address}?zone=America/Argentina/ComodRivadavia&lang=de")
    day(page, 1).click()
    expect(page.get_by_role("region").last.get_by_role("heading")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for each in page.locator("main :is(a, button, select):visible").all():
        box = each.bounding_box()
        assert box is not None
        assert box["height"] >= 44

    time(page, 0).click()
    page.get_by_label("Name").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_landing_page_leads_to_the_demos_calendar(visit: Visit, address: str) -> None:
    visit.open_landing()

    visit.page.get_by_role("link", name="Book an appointment").click()

    expect(heading(visit.page)).to_have_text("Dr. Osei")
    assert visit.page.url.startswith(address)
