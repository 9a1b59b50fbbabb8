"""Customers are told whom they meet: in the mail, its invitation, and on the appointment's page."""

from __future__ import annotations

import icalendar
import pytest
from django.test import Client

from scheduling.models import Calendar
from scheduling.tests.booking_pages import own
from scheduling.tests.fixtures import make_calendar
from scheduling.tests.mailbox import booked, event, hosted, sent_to
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock")


def everywhere(calendar: Calendar, client: Client) -> list[str]:
    """The mail, its invitation, the page and its file of a new appointment."""
    appointment = booked(calendar, language="de")
    message = sent_to()
    _, invited = event(message)
    page = client.get(own(appointment)).content.decode()
    answer = client.get(own(appointment).replace("/appointment?", "/appointment/calendar.ics?"))
    (kept,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return [message.body, str(invited["DESCRIPTION"]), page, str(kept["DESCRIPTION"])]


def test_a_named_host_is_told(acme: Workspace, client: Client) -> None:
    body, invited, page, kept = everywhere(hosted(acme, "Anna"), client)

    assert "Bei: Anna" in body
    assert "Bei: Anna" in invited
    assert "<dt>Bei</dt><dd><bdi>Anna</bdi></dd>" in page
    assert "Bei: Anna" in kept


def test_who_meets_together_is_told_together(acme: Workspace, client: Client) -> None:
    calendar = hosted(acme, "Anna", "Ben", assignment="COLLECTIVE")

    body, invited, page, kept = everywhere(calendar, client)

    assert "Bei: Anna, Ben" in body
    assert "Bei: Anna, Ben" in invited
    assert "<dt>Bei</dt><dd><bdi>Anna</bdi><br><bdi>Ben</bdi></dd>" in page
    assert "Bei: Anna, Ben" in kept


def test_a_calendar_that_stands_for_itself_names_nobody(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme)

    assert [each for each in everywhere(calendar, client) if "Bei" in each] == []
