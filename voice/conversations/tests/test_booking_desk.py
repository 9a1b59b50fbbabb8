"""What the calendars tell the dialogue: why nothing is free, whose number it is, what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import DomainError
from core.scope import workspace_scope
from scheduling import services as scheduling
from scheduling.models import Calendar
from scheduling.services.calendars import CalendarSettings
from scheduling.tests.fixtures import NOW, at
from voice.conversations.models import Conversation
from voice.conversations.tests.booking import ASKED, DETAILS, booked, holds, say
from workspaces.contacts.models import Contact

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.mark.parametrize(
    ("settings", "said", "why"),
    [
        (
            {"holiday_country": "AT"},
            "appointment on 29 March please",
            "Monday, 29 March is a public holiday: Easter Monday.",
        ),
        (
            {"holiday_country": "AT"},
            "Termin am 29. März bitte",
            "Montag, 29. März ist ein Feiertag: Ostermontag.",
        ),
        ({}, "appointment on 8 March please", "We are closed on Monday, 8 March."),
        ({}, "appointment this Saturday please", "We are closed on Saturday, 6 March."),
        (
            {},
            "appointment tomorrow at 8 pm please",
            "On Tuesday, 2 March we are open from 9:00 am to 5:00 pm.",
        ),
        (
            {"horizon_days": 10},
            "Termin im April bitte",
            "Der letzte buchbare Tag ist Donnerstag, 11. März 2027.",
        ),
        (
            {"horizon_days": 10},
            "appointment on 12 March",
            "Thursday, 11 March 2027 is the last day",
        ),
        ({}, "appointment today at 9 am", "That has already passed."),
        (
            {"minimum_notice_minutes": 2880},
            "appointment tomorrow please",
            "That is too soon to be booked.",
        ),
        ({}, "appointment on 3 March at 2 pm", "nothing is free then. The nearest free times are"),
    ],
)
def test_why_nothing_is_free_is_said(
    booking_conversation: Conversation,
    calendar: Calendar,
    settings: CalendarSettings,
    said: str,
    why: str,
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, now=NOW, **settings)
        scheduling.add_date_override(calendar=calendar, date=date(2027, 3, 8))
        scheduling.book(
            calendar=calendar,
            starts_at=at(13, day=3),
            customer=scheduling.Customer(name="Bob", email="bob@example.com"),
            now=NOW,
        )

    assert why in say(booking_conversation, said).content


@pytest.mark.parametrize(
    ("zone", "said", "number"),
    [
        ("Europe/Vienna", "0664 1234567", "+436641234567"),
        ("Europe/London", "020 7946 0958", "+442079460958"),
        ("Europe/London", "+49 (0)221 9988770", "+492219988770"),
    ],
)
def test_a_number_is_read_where_the_calendar_is(
    booking_conversation: Conversation, calendar: Calendar, zone: str, said: str, number: str
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, time_zone=zone, now=NOW)

    repeated = say(booking_conversation, ASKED, "Ada", said)
    say(booking_conversation, "yes")

    assert f"for Ada, {number}. Shall I book it?" in repeated.content
    assert [each.customer_phone_e164 for each in booked(booking_conversation)] == [number]
    with workspace_scope(booking_conversation.workspace_id):
        assert Contact.objects.get().phone_e164 == number


def test_a_number_of_nowhere_is_asked_for_again(
    booking_conversation: Conversation, calendar: Calendar
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, time_zone="UTC", now=NOW)

    asked = say(booking_conversation, ASKED, "Ada", "020 7946 0958")
    repeated = say(booking_conversation, "+44 20 7946 0958")

    assert asked.content.startswith("This phone number does not seem right.")
    assert "for Ada, +442079460958. Shall I book it?" in repeated.content


def test_a_refusal_that_nobody_thought_of_is_told(
    booking_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise DomainError

    monkeypatch.setattr(scheduling, "book", refuse)

    answer = say(booking_conversation, ASKED, *DETAILS, "yes")

    assert answer.content == "I'm sorry, Tuesday, 2 March at 2:00 pm cannot be booked."
    assert (booked(booking_conversation), holds(booking_conversation)) == ([], 0)


def test_a_time_is_let_go_two_minutes_after_the_last_message(
    booking_conversation: Conversation, calendar: Calendar
) -> None:
    say(booking_conversation, ASKED)
    say(booking_conversation, "Ada Lovelace", now=NOW + timedelta(seconds=100))
    customer = scheduling.Customer(name="Bob", email="bob@example.com")
    with workspace_scope(booking_conversation.workspace_id):
        with pytest.raises(DomainError):
            scheduling.book(
                calendar=calendar,
                starts_at=at(13),
                customer=customer,
                now=NOW + timedelta(seconds=200),
            )
        scheduling.book(
            calendar=calendar, starts_at=at(13), customer=customer, now=NOW + timedelta(seconds=221)
        )

    answer = say(booking_conversation, "ada@example.com", now=NOW + timedelta(seconds=230))

    assert answer.content.startswith(
        "I'm sorry, Tuesday, 2 March at 2:00 pm has just been taken. The nearest free times are"
    )


def test_a_time_that_is_still_free_is_kept_again(booking_conversation: Conversation) -> None:
    say(booking_conversation, ASKED, "Ada Lovelace")
    later = NOW + timedelta(minutes=20)

    repeated = say(booking_conversation, "ada@example.com", now=later)
    say(booking_conversation, "yes", now=later)

    assert repeated.content.startswith("Let me repeat: Front desk, Tuesday, 2 March 2027")
    assert [each.starts_at for each in booked(booking_conversation)] == [at(13)]


def test_a_request_with_a_number_alone_promises_no_message(
    booking_conversation: Conversation, calendar: Calendar
) -> None:
    with workspace_scope(booking_conversation.workspace_id):
        scheduling.change_calendar(calendar=calendar, confirmation="MANUAL", now=NOW)

    answer = say(booking_conversation, ASKED, "Ada", "0664 1234567", "yes")

    assert "for Ada, +436641234567. It still has to be confirmed. As I have no" in answer.content
    assert "no message is sent to you" in answer.content
