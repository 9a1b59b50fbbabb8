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
    Customer,
    book,
    cancel,
    confirm,
    reschedule,
)
from scheduling.tests.fixtures import NOW, at, make_calendar
from scheduling.tests.mailbox import (
    START,
    booked,
    do,
    event,
    hosted,
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
    assert ",\nthank you.\n" in shown.description
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


# -- deadlines, and the calendar's language --------------------------------------------------------


def test_a_mail_says_until_when_the_appointment_can_be_changed(acme: Workspace) -> None:
    calendar = make_calendar(acme, settings={"cancellation_notice_minutes": 24 * 60})
    booked(calendar)
    message = sent_to()

    sentence = "You can move or cancel it until Tuesday, March 2, 2027, 10:00 AM."
    assert sentence in message.body.replace("\u202f", " ")
    assert sentence in str(event(message)[1]["description"]).replace("\u202f", " ")
    booked(calendar, at(12, day=2))  # tomorrow, an hour from where it can no longer be changed
    booked(calendar, at(10, day=2))
    on_time, late = sent()[0::2]
    assert "You can move or cancel it until Monday" in on_time.body
    assert "It begins so soon that it cannot be moved or cancelled online." in late.body
    assert "/book/appointment/move" not in late.body


def test_a_calendar_has_a_language_for_whoever_names_none(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei", language="de")
    booked(calendar)
    to_customer, to_host = sorted(sent(), key=lambda each: each.to)
    booked(calendar, at(10, day=3), language="fr", email="eve@example.com")
    french = sent_to("eve@example.com")

    assert to_customer.subject.startswith("Termin gebucht:")
    assert to_host.subject.startswith("Termin gebucht:")
    assert "Ada Lovelace hat einen Termin bei Ihnen." in to_host.body
    assert french.subject.startswith("Rendez-vous réservé:")
    assert "Quand : mercredi 3 mars 2027, 11:00" in french.body


def test_no_program_answers_a_mail(calendar: Calendar) -> None:
    booked(calendar)

    assert sent_to().message()["Auto-Submitted"] == "auto-generated"


# -- what calendars show ---------------------------------------------------------------------------

QUESTIONS = [
    {"key": "why", "label": "Why do you come?", "type": "TEXT"},
    {"key": "first", "label": "First time", "type": "BOOLEAN"},
]


def test_hosts_see_answers_as_they_were_asked(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei", questions=QUESTIONS)
    appointment = do(
        calendar,
        book,
        calendar=calendar,
        starts_at=START,
        customer=Customer("Ada", "ada@example.com", "+43 1 234567"),
        answers={"first": True, "why": "See www.evil.example"},
        notes="The left knee",
    )
    message = sent_to("osei@acme.example")

    lines = message.body.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("Why do you come?"))
    assert lines[first + 1] == "First time: Yes"
    _, found = event(message)
    phone, email, notes, why, first_time, page = str(found["description"]).splitlines()
    assert (phone, email, notes) == ("+43 1 234567", "ada@example.com", "The left knee")
    assert (why.startswith("Why do you come? See www"), first_time) == (True, "First time: Yes")
    assert "evil.example" not in why
    assert page.endswith("/agenda?day=2027-03-03")
    assert (str(found["url"]), str(found["organizer"].params["CN"])) == (page, "Acme")
    with workspace_scope(acme.pk):
        assert event_for_host(appointment).description == str(found["description"])


def test_a_request_has_nobody_who_has_accepted_it(acme: Workspace) -> None:
    calendar = hosted(acme, "Osei", confirmation="MANUAL")
    appointment = booked(calendar)
    asked = [event(each)[1] for each in sent()]
    do(calendar, confirm, appointment=appointment)
    confirmed = [event(each)[1] for each in sent()]

    for events, partstat, status in (
        (asked, "TENTATIVE", "TENTATIVE"),
        (confirmed, "ACCEPTED", "CONFIRMED"),
    ):
        assert [each["attendee"].params["PARTSTAT"] for each in events] == [partstat] * 2
        assert [each["status"] for each in events] == [status] * 2
    told = str(asked[0]["description"])
    assert told.startswith("The time is kept for you. We still have to confirm it.\n")
    assert "See the appointment: http" in told
