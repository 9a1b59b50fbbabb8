"""When a host's session is over, and what it shows."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.factories import make_user
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_jobs, shared
from scheduling.models import Calendar, Host, HostSession
from scheduling.services import change_host, delete_host
from scheduling.services.sessions import delete_ended_sessions, use_session
from scheduling.tests.agenda_pages import (
    OSEI,
    asks_for_address,
    enter,
    link_of,
    make_reader,
    sessions,
    signed_in,
    suspend,
    text_of,
)
from scheduling.tests.fixtures import NOW, make_calendar
from workspaces.models import Workspace
from workspaces.services import create_workspace
from workspaces.services.lifecycle import resume_workspace
from workspaces.tests.factories import Person, add_member, make_person, membership_of

pytestmark = pytest.mark.usefixtures("page_clock")


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


def test_a_session_ends_when_the_host_signs_out(host: Host) -> None:
    client = signed_in(host)
    cookie = client.cookies["frontdesk_agenda"].value

    answer = client.post("/agenda/sign-out")

    assert (answer.status_code, sessions()) == (303, 0)
    assert "You are signed out." in text_of(client.get(answer["Location"]))
    client.cookies["frontdesk_agenda"] = cookie
    assert asks_for_address(client.get("/agenda"))


def test_a_session_lives_for_a_month_while_it_is_used(
    host: Host, page_clock: SimpleNamespace
) -> None:
    client, now = signed_in(host), NOW
    with workspace_scope(host.workspace_id):
        token_hash = bytes(HostSession.objects.get().token_hash)
        while now + timedelta(hours=11) < NOW + timedelta(days=30):
            now += timedelta(hours=11)
            use_session(token_hash=token_hash, now=now)
    page_clock.now = lambda: NOW + timedelta(days=30) - timedelta(seconds=1)
    assert not asks_for_address(client.get("/agenda"))

    page_clock.now = lambda: NOW + timedelta(days=30)
    answer = client.get("/agenda")

    assert (answer.status_code, asks_for_address(answer)) == (403, True)
    assert "Please sign in again." in text_of(answer)


def test_a_session_is_over_after_twelve_idle_hours(host: Host, page_clock: SimpleNamespace) -> None:
    client = signed_in(host)
    page_clock.now = lambda: NOW + timedelta(hours=12)

    with nothing_changes():
        answer = client.get("/agenda")

    assert asks_for_address(answer)
    assert answer.cookies["frontdesk_agenda"]["max-age"] == 0
    delete_ended_sessions(now=NOW + timedelta(hours=12))
    assert sessions() == 0


def test_a_look_writes_seldom(host: Host, page_clock: SimpleNamespace) -> None:
    client = signed_in(host)
    page_clock.now = lambda: NOW + timedelta(minutes=5)
    with nothing_changes():
        client.get("/agenda")


@pytest.mark.parametrize("change", ["address", "account", "removal"])
def test_a_session_is_over_with_the_hosts_address(acme: Workspace, host: Host, change: str) -> None:
    client, link = signed_in(host), link_of(host)

    with workspace_scope(acme.pk):
        if change == "removal":
            delete_host(host=host, now=NOW)
        elif change == "account":
            change_host(host=host, email="", user=make_user("osei"))
        else:
            change_host(host=host, email="new@acme.example")
            change_host(host=host, email=OSEI)

    assert asks_for_address(client.get("/agenda"))
    assert enter(Client(), link.token).status_code == 400
    assert sessions() == 0


def test_a_session_is_over_with_the_address_of_the_hosts_account(
    acme: Workspace, calendar: Calendar
) -> None:
    """Also once they are no member any more."""
    person = make_person("osei")
    add_member(acme, person, "MEMBER")
    user = person.user
    host = make_reader(calendar, email="", user=user)
    client = signed_in(host)
    assert not asks_for_address(client.get("/agenda"))

    User.objects.filter(pk=user.pk).update(email="new@example.com")

    assert asks_for_address(client.get("/agenda"))
    User.objects.filter(pk=user.pk).update(email="osei@example.com", is_active=False)
    assert asks_for_address(client.get("/agenda"))
    User.objects.filter(pk=user.pk).update(is_active=True)
    client = signed_in(host)
    assert not asks_for_address(client.get("/agenda"))
    membership = membership_of(acme, person)
    with workspace_scope(acme.pk):
        membership.delete()
    assert asks_for_address(client.get("/agenda"))


def test_another_name_leaves_the_session(acme: Workspace, host: Host) -> None:
    client = signed_in(host)
    with workspace_scope(acme.pk):
        change_host(host=host, name="Prof. Osei", email=OSEI)

    assert "Prof. Osei" in text_of(client.get("/agenda"))


def test_a_suspended_workspace_signs_its_hosts_out(acme: Workspace, host: Host) -> None:
    client, link = signed_in(host), link_of(host)

    suspend(acme)

    assert asks_for_address(client.get("/agenda"))
    assert enter(Client(), link.token).status_code == 400
    run_jobs()
    with as_table_owner():
        resume_workspace(workspace=acme, now=NOW)
    assert asks_for_address(client.get("/agenda"))
    assert sessions() == 0


def test_a_session_shows_its_own_workspace_alone(
    acme: Workspace, host: Host, alice: Person
) -> None:
    """Row-level security lets no row of another through, whatever the page asks for."""
    other = create_workspace(owner=alice.user, name="Other", now=NOW)
    theirs = make_reader(make_calendar(other, "Theirs"), "Dr. Ng", email="ng@acme.example")

    answer = signed_in(theirs).get("/agenda")

    assert "Dr. Ng" in text_of(answer)
    assert "Dr. Osei" not in text_of(answer)
    with as_table_owner():
        stored = list(HostSession.everywhere.values_list("host__name", flat=True))
    assert stored == ["Dr. Ng"]
