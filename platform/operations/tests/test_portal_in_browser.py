"""The portal in a real browser: lists of one line a row, and an action that is confirmed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Session
from accounts.tests.factories import PASSWORD
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from operations.demo.services import demo_path
from operations.tests.portal import make_staff
from scheduling.models import Calendar
from scheduling.queries import open_slots
from scheduling.services import Customer, book
from widget.tests.browser import Visit

pytestmark = pytest.mark.browser

LONG = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
# Heights and widths of the list's cells, in pixels.
CELLS = """() => [...document.querySelectorAll("#result_list :is(th, td)")].map((cell) => {
    const { width, height } = cell.getBoundingClientRect();
    return [Math.round(width), Math.round(height), cell.innerText];
})"""

IS_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module", autouse=True)
def rows(site: str, django_db_blocker: Any) -> None:
    """Created before the browser starts, which keeps this thread from the database."""
    now = timezone.now()
    with django_db_blocker.unblock():
        root = make_staff("root", superuser=True)
        Session.objects.create(
            user=root,
            user_agent=LONG * 2,
            address="2001:db8:85a3::8a2e:370:7334",
            created_at=now,
            last_seen_at=now,
        )
        Job.objects.create(
            name="knowledge.ingest_document",
            state=Job.State.FAILED,
            attempts=6,
            error=f"{LONG}\n" * 8,
            due_at=now,
            created_at=now,
            finished_at=now,
        )
        _book_next()


def _book_next() -> None:
    """Two appointments of the demo's calendar."""
    now, calendar_id = timezone.now(), json.loads(demo_path().read_text())["calendar_id"]
    with as_table_owner():
        calendar = Calendar.everywhere.with_public_id(calendar_id).get()
    with workspace_scope(calendar.workspace_id):
        day = (now + timedelta(days=20)).date()
        slots = open_slots(
            calendar=calendar, first=day, last=day + timedelta(days=9), minutes=30, now=now
        )
        for name, slot in (("Later Guest", slots[-1]), ("Next Guest", slots[0])):
            guest = Customer(name=name, email="guest@example.com")
            book(calendar=calendar, starts_at=slot.starts_at, customer=guest, now=now)


@pytest.fixture
def signed_in(visit: Visit) -> Visit:
    visit.page.goto(f"{visit.site}/admin/")
    visit.page.get_by_label("Email").fill("root@example.com")
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.get_by_role("button", name="Log in").click()
    return visit


def test_no_row_of_a_list_is_higher_than_one_line(signed_in: Visit) -> None:
    page = signed_in.page
    links = page.locator("#nav-sidebar a[href^='/admin/'], aside a[href^='/admin/'], nav a").all()
    paths = {link.get_attribute("href") or "" for link in links}
    lists = sorted(path for path in paths if path.count("/") == 4)
    assert len(lists) > 20

    seen, wide = {}, []
    for path in lists:
        page.goto(f"{signed_in.site}{path}")
        seen[path] = page.evaluate(CELLS)
        wide += [path] if page.evaluate(IS_WIDE) else []

    assert [path for path, cells in seen.items() if any(cell[1] > 60 for cell in cells)] == []
    assert wide == []  # such a list scrolls in its own box
    assert any(LONG in cell[2] for cell in seen["/admin/accounts/session/"])
    assert max(cell[0] for cells in seen.values() for cell in cells) < 500


def test_a_session_is_ended_with_a_reason(signed_in: Visit) -> None:
    page = signed_in.page
    page.goto(f"{signed_in.site}/admin/accounts/session/?q=root@example.com")

    page.locator("#result_list input[name=_selected_action]").first.check()
    page.locator("select[name=action]").select_option("end")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("End 1 session?")).to_be_visible()
    page.get_by_label("Reason").fill("Ticket 4711: lost phone")
    page.get_by_role("button", name="End 1 session", exact=True).click()

    expect(page.get_by_text("1 sessions ended.")).to_be_visible()


def test_an_appointment_is_cancelled_from_its_page(signed_in: Visit) -> None:
    page = signed_in.page
    page.goto(f"{signed_in.site}/admin/scheduling/appointment/")
    listed = page.locator("#result_list").inner_text()
    assert listed.index("Next Guest") < listed.index("Later Guest")
    page.locator("#result_list tr", has_text="Next Guest").get_by_role("link").first.click()

    page.get_by_role("link", name="Cancel it").click()
    expect(page.get_by_role("heading", name="Cancel 1 appointment?").first).to_be_visible()
    expect(page.get_by_text("they do not see it")).to_be_visible()
    expect(page.get_by_text("Next Guest ·")).to_be_visible()
    page.get_by_label("Reason").fill("Ticket 4711: painters")
    page.get_by_role("button", name="Cancel 1 appointment", exact=True).click()

    expect(page.get_by_text("Cancelled. Appointments: 1.")).to_be_visible()
    expect(page.get_by_role("link", name="Cancel it")).to_have_count(0)
