"""A host's agenda in a real browser: by keyboard alone, with and without JavaScript, and by WCAG
2.2 AA; and the portal's, by the same checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.tests.factories import PASSWORD
from core.scope import as_table_owner, workspace_scope
from core.testing.rows import make_row
from operations.demo.services import EMAIL, demo_path
from operations.tests.portal import make_staff
from operations.tests.test_booking_in_browser import faults, heading, press, reach
from scheduling.models import Appointment, Calendar, CalendarConnection, Host, OutsideEvent
from scheduling.queries import Slot, open_slots
from scheduling.services import Customer, add_busy_time, book, hold_time
from scheduling.services.session_mails import mail_session_links
from widget.tests.browser import Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def rows(site: str, django_db_blocker: Any) -> dict[str, Any]:
    """A week with one of everything, made before the browser starts, which keeps this thread from
    the database.
    """
    now, calendar_id = timezone.now(), json.loads(demo_path().read_text())["calendar_id"]
    with django_db_blocker.unblock():
        make_staff("agenda", superuser=True)
        with as_table_owner():
            calendar = Calendar.everywhere.with_public_id(calendar_id).get()
        with workspace_scope(calendar.workspace_id):
            made = _fill(calendar, now=now)
        return {**made, "links": [_mailed_link(now=now) for _ in range(7)]}


def _mailed_link(*, now: datetime) -> str:
    """The path of a link that was mailed to the demo's host."""
    mail_session_links(address=EMAIL, to="", now=now)
    found = re.search(r"http\S+(/agenda/enter\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def _fill(calendar: Calendar, *, now: datetime) -> dict[str, Any]:
    host = Host.objects.get(calendar_hosts__calendar=calendar)
    first = now.date() + timedelta(days=30)
    slots = open_slots(
        calendar=calendar, first=first, last=first + timedelta(days=9), minutes=30, now=now
    )
    days = sorted({each.starts_at.date() for each in slots})
    day = next(each for each in days if each.weekday() == 1)
    times = [each for each in slots if each.starts_at.date() == day]
    guests = [_book(calendar, times[number], number, now=now) for number in (0, 2, 4, 6)]
    Appointment.objects.filter(pk__in=[each.pk for each in guests[:2]]).update(status="PENDING")
    hold_time(calendar=calendar, starts_at=times[8].starts_at, seconds=3600, now=now)
    until = guests[2].ends_at + timedelta(minutes=20)
    add_busy_time(host=host, starts_at=guests[2].starts_at, ends_at=until, title="Errands", now=now)
    _move_elsewhere(guests[3], host, times[10], now=now)
    ids = [each.public_id for each in guests]
    return {"day": day, "guests": ids, "calendar": calendar.pk, "free": days[-1]}


def _book(calendar: Calendar, slot: Slot, number: int, *, now: datetime) -> Appointment:
    phone = f"+44 117 496 02{number:02}"
    guest = Customer(name=f"Guest {number}", phone=phone, email="x@example.com")
    return book(
        calendar=calendar, starts_at=slot.starts_at, customer=guest, notes="Left knee", now=now
    )


def _move_elsewhere(appointment: Appointment, host: Host, to: Slot, *, now: datetime) -> None:
    workspace_id, later = host.workspace_id, now + timedelta(days=365)
    connection = make_row(
        CalendarConnection, workspace_id, host=host, next_sync_at=later, created_at=now
    )
    make_row(
        OutsideEvent,
        workspace_id,
        connection=connection,
        appointment=appointment,
        conflict="MOVED",
        conflict_since=now,
        seen_starts_at=to.starts_at,
        seen_ends_at=to.ends_at,
        is_due=False,
    )


@pytest.fixture
def link(rows: dict[str, Any]) -> str:
    """A link that nobody has opened yet."""
    path: str = rows["links"].pop()
    return path


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    context = browser.new_context(
        java_script_enabled=request.param, reduced_motion="reduce", locale="en-GB"
    )
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.errors == []
    assert [each for each in visit.console if "Content Security Policy" in each] == []
    assert visit.hosts == {"127.0.0.1"}


@pytest.fixture
def inspected(browser: Browser, site: str, axe: str) -> Iterator[Visit]:
    """A tab into which the checker can be injected, whatever the page's policy."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", locale="en-GB")
    context.add_init_script(axe)
    visit = Visit(context.new_page(), site)
    yield visit
    context.close()
    assert visit.errors == []


def sign_in(page: Page, site: str, link: str) -> None:
    page.goto(f"{site}{link}")
    page.locator("main form button").click()
    page.locator(".week").wait_for()


def test_a_host_signs_in_and_answers_by_keyboard_alone(
    visitor: Visit, link: str, rows: dict[str, Any]
) -> None:
    page = visitor.page
    page.goto(f"{visitor.site}{link}")
    press(page, page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=2)).to_have_count(8)  # seven days, and conflicts

    guest = rows["guests"].pop(0)
    page.goto(f"{visitor.site}/agenda?week={rows['day']}")
    press(page, page.locator(f"a[href='/agenda/{guest}']").last)
    name = heading(page).inner_text()
    expect(page.get_by_role("main")).to_contain_text("To be confirmed")
    press(page, page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("status")).to_have_text("Done.")
    expect(page.get_by_role("main")).to_contain_text("Confirmed")

    press(page, page.get_by_role("link", name="Cancel the appointment"))
    reach(page, page.get_by_label("Reason"))
    page.keyboard.type("Ill")
    press(page, page.get_by_role("button", name="Yes, cancel it"))
    expect(page.get_by_role("main")).to_contain_text("Cancelled")

    press(page, page.get_by_role("link", name="Back to the day"))
    expect(page.locator(".entries")).to_contain_text("Guest 4")
    expect(page.locator(".entries")).not_to_contain_text(name)
    press(page, page.get_by_role("link", name="Week", exact=True))
    press(page, page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.goto(f"{visitor.site}/agenda")
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_the_address_is_asked_for_and_leads_back(visit: Visit, rows: dict[str, Any]) -> None:
    page = visit.page
    page.goto(f"{visit.site}/agenda?day={rows['day']}")

    page.get_by_label("E-mail address").fill("nobody@example.com")
    page.keyboard.press("Enter")

    expect(heading(page)).to_have_text("Look into your mailbox")


@pytest.mark.parametrize(("scheme", "language"), [("light", "ar"), ("dark", "de")])
def test_axe_finds_nothing_on_any_page(
    inspected: Visit, link: str, rows: dict[str, Any], scheme: str, language: str
) -> None:
    page, site = inspected.page, inspected.site
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/agenda", "/agenda/sign-in?sent=1", "/agenda/enter?key=x", link):
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
        assert faults(page) == []
    sign_in(page, site, link)
    guest = rows["guests"][-1]
    for path in (
        f"/agenda?week={rows['day']}",
        f"/agenda?day={rows['day']}",
        f"/agenda?day={rows['free'] + timedelta(days=300)}",
        f"/agenda/{guest}?done=1",
        f"/agenda/{guest}/cancel?",
        "/agenda/time-off?",
        "/agenda/apt_x?",
    ):
        page.goto(f"{site}{path}&lang={language}")
        assert faults(page) == [], path
    page.goto(f"{site}/agenda/time-off?lang={language}")
    page.locator("main form .button").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    assert faults(page) == []  # the form, with errors


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways_and_all_targets_are_large(
    visit: Visit, link: str, rows: dict[str, Any], width: int
) -> None:
    page, site = visit.page, visit.site
    page.set_viewport_size({"width": width, "height": 700})
    sign_in(page, site, link)
    for path in (f"?week={rows['day']}", f"?day={rows['day']}", "/time-off", ""):
        page.goto(f"{site}/agenda{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        for each in page.locator("main :is(a, button):visible").all():
            box = each.bounding_box()
            assert box is not None
            assert box["height"] >= 24, each
    page.goto(f"{site}/agenda?week={rows['day']}")
    columns = page.evaluate("getComputedStyle(document.querySelector('.week')).gridTemplateColumns")
    assert len(columns.split()) == (7 if width > 960 else 1)


def test_a_week_is_printed_without_what_is_clicked(
    visit: Visit, link: str, rows: dict[str, Any]
) -> None:
    page = visit.page
    sign_in(page, visit.site, link)
    page.goto(f"{visit.site}/agenda?day={rows['day']}")
    page.emulate_media(media="print")

    expect(page.locator(".entries")).to_be_visible()
    for hidden in (".steps", ".bar form", ".acts", "footer"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_portals_week(
    inspected: Visit, rows: dict[str, Any], scheme: str
) -> None:
    page, site = inspected.page, inspected.site
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}/admin/")
    page.get_by_label("Email").fill("agenda@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    for query in (f"week={rows['day']}", f"day={rows['day']}"):
        page.goto(f"{site}/admin/scheduling/calendar/{rows['calendar']}/agenda/?{query}")
        page.get_by_role("heading", name=re.compile("Conflicts")).wait_for()
        assert faults_inside(page, "#content-main") == []
    page.get_by_role("link", name=re.compile("Guest 4")).first.click()
    expect(page.get_by_role("link", name="Day in the calendar").first).to_be_visible()


def faults_inside(page: Page, selector: str) -> list[Any]:
    """axe's findings in a part of a page that is otherwise another's."""
    found: list[Any] = page.evaluate(
        """async (selector) => {
            const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
            const { violations } = await axe.run(selector, { runOnly: tags });
            return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
        }""",
        selector,
    )
    return found
