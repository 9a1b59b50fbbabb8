"""Mails about appointments to hosts: in their language and zone, with a way to their agenda."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from core.scope import workspace_scope
from scheduling.models import AppointmentNotice, Calendar, Host
from scheduling.services import cancel, change_calendar, change_host
from scheduling.services.letters import write_letter
from scheduling.tests.agenda_pages import OSEI, make_reader, spaced
from scheduling.tests.fixtures import at
from scheduling.tests.mailbox import booked, do, sent_to

AGENDA = f"{settings.SITE_URL}/agenda"


def said_to(host: Host, calendar: Calendar, **settings: Any) -> str:
    """What the mail about an appointment at ten in Vienna says."""
    if settings:
        do(calendar, change_calendar, calendar=calendar, **settings)
    booked(calendar)
    return spaced(str(sent_to(OSEI).body))


def test_a_host_is_written_to_in_their_language_and_zone(calendar: Calendar) -> None:
    host = make_reader(calendar, language="de", time_zone="America/New_York")
    message = said_to(host, calendar)

    assert "Guten Tag Dr. Osei, Ada Lovelace hat einen Termin bei Ihnen." in message
    assert "Wann: Mittwoch, 3. März 2027, 04:00 – 04:30" in message
    assert "Nordamerikanische Ostküsten-Normalzeit (America/New_York)" in message
    assert "Mittwoch, 3. März 2027, 10:00 – 10:30, Mitteleuropäische Normalzeit" in message
    assert f"In Ihren Terminen ansehen: {AGENDA}?day=2027-03-03" in message


def test_by_default_a_host_reads_english_in_the_calendars_zone(calendar: Calendar) -> None:
    message = said_to(make_reader(calendar), calendar)

    assert "Ada Lovelace has an appointment with you." in message
    assert "When: Wednesday, March 3, 2027, 10:00 AM – 10:30 AM" in message
    assert f"See it in your agenda: {AGENDA}?day=2027-03-03" in message


def test_the_day_of_the_link_is_the_hosts(calendar: Calendar) -> None:
    make_reader(calendar, time_zone="Pacific/Auckland")
    booked(calendar, at(14, day=3))

    assert f"{AGENDA}?day=2027-03-04" in str(sent_to(OSEI).body)


def test_a_request_leads_to_where_it_is_answered(calendar: Calendar) -> None:
    do(calendar, change_calendar, calendar=calendar, confirmation="MANUAL")
    make_reader(calendar, language="fr")
    appointment = booked(calendar)

    message = sent_to(OSEI)

    assert message.subject.startswith("Rendez-vous demandé: Front desk, mercredi 3 mars 2027")
    assert f"{AGENDA}/{appointment.public_id}" in str(message.body)
    assert f"{AGENDA}/{appointment.public_id}" in str(message.alternatives[0].content)


def test_answers_and_notes_are_named_in_the_hosts_language(calendar: Calendar) -> None:
    questions = [{"key": "first", "label": "First time?", "type": "BOOLEAN"}]
    do(calendar, change_calendar, calendar=calendar, questions=questions)
    make_reader(calendar, language="de")
    with workspace_scope(calendar.workspace_id):
        appointment = booked(calendar)
        appointment.answers, appointment.notes = {"first": True}, "Knee"
        appointment.save()
    do(calendar, cancel, appointment=appointment)

    message = spaced(str(sent_to(OSEI).body))

    assert "First time? Ja" in message
    assert "Anmerkungen: Knee" in message


@pytest.mark.parametrize("missing", [{"host_language", "host_time_zone"}])
def test_a_notice_of_an_earlier_release_is_written_in_english(
    calendar: Calendar, missing: set[str]
) -> None:
    host = make_reader(calendar, language="de")
    booked(calendar)
    with workspace_scope(host.workspace_id):
        notice = AppointmentNotice.objects.get(recipient="HOST")
        notice.details = {key: notice.details[key] for key in notice.details.keys() - missing}

        letter = write_letter(notice)

    assert letter.context["text"] == "Ada Lovelace has an appointment with you."


def test_a_changed_language_is_that_of_the_next_mail(calendar: Calendar) -> None:
    host = make_reader(calendar, language="de")
    with workspace_scope(host.workspace_id):
        change_host(host=host, language="ja", time_zone="")

    assert "Ada Lovelace様の予約が入りました。" in said_to(host, calendar)
