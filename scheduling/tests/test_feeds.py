"""Feeds: read by whoever knows their address, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar as IcsCalendar

from core.scope import as_table_owner, workspace_scope
from core.testing import shared
from scheduling.models import Appointment, Calendar, Host
from scheduling.queries.calendar_events import (
    appointment_uid,
    event_for_customer,
    event_for_host,
    is_our_uid,
)
from scheduling.sentences import Wording, choose_locale
from scheduling.services import book, cancel
from scheduling.tests.fixtures import NOW, at, make_calendar, make_host
from scheduling.tests.test_booking import ADA
from workspaces.models import Membership, Workspace
from workspaces.tests.factories import Person


@shared
def host(acme: Workspace) -> Host:
    return make_host(acme)


def read(url: str, **headers: str) -> Any:
    return Client().get(url, headers=headers)


@shared
def calendar_of_acme(acme: Workspace, host: Host) -> Calendar:
    return make_calendar(acme, settings={"hosts": [host]})


@pytest.mark.parametrize("owner", ["hosts", "calendars"])
def test_a_feed_has_the_appointments_for_who_knows_its_address(
    base: str, alice: Person, host: Host, calendar_of_acme: Calendar, owner: str
) -> None:
    with workspace_scope(host.workspace_id):
        kept = book(calendar=calendar_of_acme, starts_at=at(9), customer=ADA, now=NOW)
        gone = book(calendar=calendar_of_acme, starts_at=at(10), customer=ADA, now=NOW)
        cancel(appointment=gone, now=NOW)
        Appointment.objects.create(
            workspace_id=host.workspace_id, calendar=calendar_of_acme, customer_name="Old",
            starts_at=at(9, month=1) - timedelta(days=300), ends_at=at(10, month=1)
            - timedelta(days=300), status="COMPLETED", created_at=NOW, updated_at=NOW,
        )  # fmt: skip
    public_id = host.public_id if owner == "hosts" else calendar_of_acme.public_id
    address = f"{base}/{owner}/{public_id}/feed"
    assert alice.api.get(address).status_code == 404
    made = alice.api.post(address)
    assert made.status_code == 200
    assert alice.api.get(address).json() == {"created_at": made.json()["created_at"]}
    url = made.json()["feed_url"]

    path = url[url.index("/calendars/") :]
    answer = read(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = IcsCalendar.from_ical(answer.content).walk("VEVENT")
    assert [each["UID"] for each in events] == [appointment_uid(kept)]
    assert read(path, If_None_Match=answer["ETag"]).status_code == 304

    again = alice.api.post(address).json()["feed_url"]
    assert again != url
    unknown = read("/calendars/feed.ics?key=" + "A" * 43)
    for ended in (path, "/calendars/feed.ics", "/calendars/feed.ics?key=%00"):
        refused = read(ended)
        assert (refused.status_code, refused.content) == (404, unknown.content)
    assert alice.api.delete(address).json() == {"message": "Calendar feed deleted"}
    assert read(again[again.index("/calendars/") :]).status_code == 404


def test_a_suspended_workspace_has_no_feeds(
    base: str, alice: Person, host: Host, acme: Workspace
) -> None:
    url = alice.api.post(f"{base}/hosts/{host.public_id}/feed").json()["feed_url"]
    path = url[url.index("/calendars/") :]
    assert read(path).status_code == 200
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(suspended_at=NOW)
    assert read(path).status_code == 404


def test_who_has_left_reads_no_feed(
    base: str, alice: Person, charlie: Person, host: Host, acme: Workspace
) -> None:
    with workspace_scope(acme.pk):
        Host.objects.filter(pk=host.pk).update(user=charlie.user)
        Membership.objects.create(
            workspace=acme, user=charlie.user, role="MEMBER", created_at=NOW, updated_at=NOW
        )
    url = alice.api.post(f"{base}/hosts/{host.public_id}/feed").json()["feed_url"]
    path = url[url.index("/calendars/") :]
    assert read(path).status_code == 200

    with workspace_scope(acme.pk):
        Membership.objects.filter(user=charlie.user).delete()

    assert read(path).status_code == 404


def test_no_calendar_tells_the_id_with_which_one_may_cancel(calendar: Calendar) -> None:
    with workspace_scope(calendar.workspace_id):
        appointment = book(calendar=calendar, starts_at=at(9), customer=ADA, now=NOW)
    uid = appointment_uid(appointment)

    words = Wording(choose_locale("en"), ZoneInfo("Europe/Vienna"))
    with workspace_scope(calendar.workspace_id):
        customers = event_for_customer(appointment, business="Acme", words=words, url="")
        told = [event_for_host(appointment), customers]

    assert [each.uid for each in told] == [uid, uid]
    assert appointment.public_id.removeprefix("apt_") not in repr(told)
    assert is_our_uid(uid)
