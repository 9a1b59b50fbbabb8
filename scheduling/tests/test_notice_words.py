"""The words of mails about appointments, and the invitation that is attached."""

from __future__ import annotations

import re
from datetime import UTC
from typing import cast

import pytest

from core.inert import inert_line
from core.scope import workspace_scope
from scheduling.ics import stored_event
from scheduling.models import Calendar
from scheduling.queries.calendar_events import appointment_uid, event_for_host
from scheduling.sentences.mails import MAILS
from scheduling.services import (
    cancel,
    reschedule,
)
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.mailbox import (
    START,
    booked,
    do,
    event,
    notices,
    parts,
    sent,
    sent_to,
)
from workspaces.models import Workspace

# -- in which words --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", MAILS)
def test_every_language_says_everything(calendar: Calendar, language: str) -> None:
    appointment = booked(calendar, language=language, time_zone="Asia/Tokyo")
    first = sent_to()
    do(calendar, reschedule, appointment=appointment, starts_at=at(10, day=3))
    moved = sent_to()
    do(calendar, cancel, appointment=appointment)
    cancelled = sent_to()

    titles = [each.subject.partition(":")[0] for each in (first, moved, cancelled)]
    told = MAILS[language]
    assert titles == [told.booked.title, told.rescheduled.title, told.cancelled.title]
    for message in (first, moved, cancelled):
        html = str(message.alternatives[0][0])
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in html
        assert "Asia/Tokyo" in message.body
        assert "Europe/Vienna" in message.body  # where it takes place
        assert "Ada Lovelace" in message.body
        assert "{" not in message.subject + message.body
        assert "Hello" not in message.body or language == "en"


def test_an_unknown_language_and_zone_fall_back(calendar: Calendar) -> None:
    booked(calendar, language="xx")
    (notice, *_) = notices(calendar)
    notice.details["customer_time_zone"] = "Nowhere/At_all"  # it has ceased
    with workspace_scope(calendar.workspace_id):
        notice.save(update_fields=["details"])

    message = sent_to()

    assert message.subject.startswith("Appointment booked:")
    assert "Europe/Vienna" in message.body


def test_a_mail_shows_no_links_of_strangers(acme: Workspace) -> None:
    hostile = "https://evil.example/login\r\nBcc: thief@evil.example"
    calendar = make_calendar(
        acme, settings={"location_kind": "LINK", "location": "https://evil.example/meet"}
    )
    with workspace_scope(acme.pk):
        Calendar.objects.update(name=hostile)
        calendar.refresh_from_db()
    appointment = booked(calendar, name=hostile)
    mails = sent()
    do(calendar, cancel, appointment=appointment, reason=hostile)
    mails = [*mails, *sent()]

    for message in mails:
        html = str(message.alternatives[0][0])
        ics = parts(message)[0].get_payload(decode=True)
        for text in (message.subject, message.body, html, cast(bytes, ics).decode()):
            assert re.findall(r"https://evil|evil\.example|thief@", text) == []
        assert "Bcc" not in message.message()


def test_a_hosts_calendar_shows_no_links_of_strangers(acme: Workspace) -> None:
    """In feeds, at CalDAV servers, and at Google and Microsoft, who are sent the very words."""
    calendar = make_calendar(acme)
    wanted = booked(calendar, name="https://evil.example/login")
    wanted.notes = "See https://evil.example/pay,\nthank you."

    shown = event_for_host(wanted)

    for text in (shown.summary, shown.description, stored_event(shown).decode()):
        assert re.findall(r"https://evil|evil\.example", text) == []
    assert shown.description.endswith(",\nthank you.")
    assert inert_line(shown.summary) == shown.summary  # what is inert already stays as it is


def test_a_video_link_is_on_the_appointments_page(acme: Workspace) -> None:
    calendar = make_calendar(
        acme, settings={"location_kind": "LINK", "location": "https://meet.example/a"}
    )
    booked(calendar)

    message = sent_to()

    assert "Where: Online. The page of your appointment has the link." in message.body
    assert "/book/appointment?token=" in str(event(message)[1]["location"])


# -- the invitation --------------------------------------------------------------------------------


def test_the_invitation_is_one_event_that_is_changed_and_cancelled(calendar: Calendar) -> None:
    appointment = booked(calendar)
    first = event(sent_to())
    do(calendar, reschedule, appointment=appointment, starts_at=at(10, day=3))
    moved = event(sent_to())
    do(calendar, cancel, appointment=appointment)
    last = event(sent_to())

    assert [method for method, _ in (first, moved, last)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(each["uid"]) for _, each in (first, moved, last)} == {appointment_uid(appointment)}
    assert [each["sequence"] for _, each in (first, moved, last)] == [0, 1, 2]
    assert [each.decoded("dtstart") for _, each in (first, moved, last)] == [
        START,
        at(10, day=3),
        at(10, day=3),
    ]
    assert first[1].decoded("dtend") == at(9, 30, day=3)
    assert first[1].decoded("dtstamp") == NOW.astimezone(UTC)
    assert str(first[1]["attendee"]) == "mailto:ada@example.com"
    assert str(first[1]["organizer"]) == "mailto:frontdesk@localhost"
    assert str(first[1]["summary"]) == "Acme · Front desk"
