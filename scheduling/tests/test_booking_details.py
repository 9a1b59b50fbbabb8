"""What the booking pages tell beside the times: requests, deadlines, what was sent, and what a
calendar asks for.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient, nothing_changes
from scheduling.models import AppointmentNotice, Calendar
from scheduling.tests.booking_pages import (
    FORM,
    alternatives,
    details,
    errors,
    heading,
    inputs,
    links,
    make_appointment,
    own,
    page,
    read,
    send,
    stored,
)
from scheduling.tests.fixtures import at, make_calendar
from scheduling.tests.mailbox import hosted
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("page_clock", "rest_clock")

QUESTIONS = [
    {"key": "seat", "label": "Where?", "type": "CHOICE", "options": ["In", "Out"]},
    {"key": "why", "label": "לָמָּה?", "type": "TEXT"},
]
BODY = {"customer_name": "Ada", "customer_email": "ada@example.com"}


def booked(acme: Workspace, client: Client, query: str = "", **settings: Any) -> Any:
    """The page after booking."""
    calendar = hosted(acme, "Osei", **settings)
    return client.get(send(client, details(calendar, at(9), query))["Location"])


# -- before and after booking ----------------------------------------------------------------------


def test_a_person_who_confirms_is_told_of_at_the_top(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"confirmation": "MANUAL"})
    sentence = "You send a request: the appointment is certain once we have confirmed it."

    for url in (page(calendar), details(calendar, at(9))):
        shown = read(client.get(url))
        assert sentence in shown
        assert shown.index(sentence) < shown.index("March 2")


def test_the_deadline_for_changes_is_told_before_and_after_booking(
    acme: Workspace, client: Client, page_clock: SimpleNamespace
) -> None:
    calendar = hosted(acme, "Osei", cancellation_notice_minutes=120)
    sentence = "You can move or cancel it until Tuesday, March 2, 2027, 8:00 AM."
    assert sentence in read(client.get(details(calendar, at(9)))).replace("\u202f", " ")

    url = send(client, details(calendar, at(9)))["Location"]

    assert sentence in read(client.get(url)).replace("\u202f", " ")
    page_clock.now = lambda: at(7, 1)
    with as_table_owner():
        Workspace.objects.filter(pk=acme.pk).update(phone="+43 1 5550100", phone_e164="+4315550100")
    late = client.get(own(stored(calendar)[0]))
    assert "It is too late to move or cancel it here." in read(late)
    assert links(late)["osei@acme.example"] == "mailto:osei@acme.example"
    assert links(late)["+43 1 5550100"] == "tel:+4315550100"


def test_an_appointment_that_is_booked_late_says_that_it_stays(
    acme: Workspace, client: Client
) -> None:
    calendar = hosted(acme, "Osei", cancellation_notice_minutes=24 * 60)
    sentence = "It begins so soon that it cannot be moved or cancelled online."
    assert sentence in read(client.get(details(calendar, at(9))))

    shown = read(client.get(send(client, details(calendar, at(9)))["Location"]))

    assert sentence in shown
    assert "too late" not in shown


def test_without_a_deadline_none_is_told(calendar: Calendar, client: Client) -> None:
    assert "until" not in read(client.get(details(calendar, at(9))))


def test_the_page_after_booking_says_what_was_mailed_and_answered(
    acme: Workspace, client: Client
) -> None:
    calendar = make_calendar(acme, settings={"questions": QUESTIONS})
    typed = {"answer_0": "Out", "answer_1": "Knee", "notes": "Two\nlines"}
    answer = send(client, details(calendar, at(9)), **typed)

    shown = read(client.get(answer["Location"]))

    assert "A mail with all of this is on its way to ada@example.com." in shown
    assert "Where? Out לָמָּה? Knee Anything we should know Two lines" in shown
    assert "on its way" not in read(client.get(own(stored(calendar)[0])))


def test_no_mail_is_promised_that_is_not_sent(calendar: Calendar, client: Client) -> None:
    by_phone = send(client, details(calendar, at(9)), email="", phone="+43 1 234567")
    flooded = send(client, details(calendar, at(10)))
    with workspace_scope(calendar.workspace_id):
        AppointmentNotice.objects.update(state="DROPPED")

    for answer in (by_phone, flooded):
        assert "on its way" not in read(client.get(answer["Location"]))


def test_in_a_frame_a_link_leads_to_the_page_alone(acme: Workspace, client: Client) -> None:
    shown = booked(acme, client, "&embed=1")

    assert "Keep the address of this page" not in read(shown)
    alone = links(shown)["Open this page in a tab of its own"]
    assert alone.startswith("/book/appointment?token=")
    assert "embed" not in alone


# -- a time that is taken --------------------------------------------------------------------------


def test_no_other_time_is_chosen_for_the_customer(calendar: Calendar, client: Client) -> None:
    url = details(calendar, at(9))
    form = inputs(client.get(url))
    make_appointment(calendar, at(9))
    taken = client.post(url, {**form, **FORM, "email": "bob@example.com"})
    assert "checked" not in taken.content.decode()
    sent = {**inputs(taken), **FORM, "email": "bob@example.com"}
    assert "start" not in sent

    with nothing_changes():
        answer = client.post(url, sent)

    assert answer.status_code == 400
    assert "These are the nearest open times: Please choose" in read(answer)
    assert 'value="bob@example.com"' in answer.content.decode()
    chosen = {**inputs(answer), **sent, "start": alternatives(answer)[0]}
    assert client.post(url, chosen).status_code == 303


def test_nor_where_an_appointment_is_moved(calendar: Calendar, client: Client) -> None:
    mine, _ = make_appointment(calendar, at(9)), make_appointment(calendar, at(10))
    url = own(mine, "/move", "&start=2027-03-02T10:00Z")
    taken = client.get(url)
    assert "checked" not in taken.content.decode()

    with nothing_changes():
        answer = client.post(url, inputs(taken))

    assert (answer.status_code, alternatives(answer)) == (400, alternatives(taken))
    assert "Please choose" in read(answer)


def test_a_time_that_becomes_free_again_is_not_booked_unasked(
    calendar: Calendar, client: Client
) -> None:
    mine = make_appointment(calendar, at(9))

    with nothing_changes():
        answers = [
            client.post(details(calendar, at(10)), {**FORM, "others": "1"}),
            client.post(own(mine, "/move", "&start=2027-03-02T10:00Z"), {"others": "1"}),
        ]

    assert [each.status_code for each in answers] == [400, 400]
    assert [alternatives(each) for each in answers] == [[], []]
    assert "10:00Z" in inputs(answers[0])["start"]


# -- what a calendar asks for ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "typed", "wrong"),
    [
        ({"requires_email": True}, {"email": "", "phone": "+43 1 234567"}, "email"),
        ({"requires_phone": True}, {"phone": ""}, "phone"),
        ({"requires_email": True, "requires_phone": True}, {"phone": ""}, "phone"),
    ],
)
def test_what_is_required_must_be_given(
    acme: Workspace, client: Client, settings: Any, typed: dict[str, str], wrong: str
) -> None:
    calendar = make_calendar(acme, settings=settings)
    form = client.get(details(calendar, at(9)))
    assert "An e-mail address or a phone number is enough." not in read(form)

    with nothing_changes():
        answer = client.post(details(calendar, at(9)), {**inputs(form), **FORM, **typed})
        refused = ApiClient().post(
            f"/api/v1/calendars/{calendar.public_id}/appointments",
            {
                "starts_at": at(9).isoformat(),
                "customer_name": "Ada",
                "customer_email": {**FORM, **typed}["email"],
                "customer_phone": {**FORM, **typed}["phone"],
            },
        )

    assert errors(answer) == {wrong: ["Please fill this in."]}
    assert (refused.status_code, refused.json()["code"]) == (400, "REQUIRED")
    assert refused.json()["field"] == f"customer_{wrong}"


def test_what_is_not_required_is_optional_then(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"requires_email": True})

    shown = read(client.get(details(calendar, at(9))))

    assert "E-mail address Phone number (optional)" in shown
    assert send(client, details(calendar, at(9))).status_code == 303


def test_a_calendar_takes_no_notes(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"asks_notes": False})
    assert "Anything we should know" not in read(client.get(details(calendar, at(9))))
    url = f"/api/v1/calendars/{calendar.public_id}/appointments"

    with nothing_changes():
        refused = ApiClient().post(
            url, {**BODY, "starts_at": at(10).isoformat(), "notes": "The left knee."}
        )
    answer = send(client, details(calendar, at(9)), notes="Knee")

    assert (refused.status_code, refused.json()["code"]) == (400, "NOTES_NOT_ASKED")
    assert answer.status_code == 303
    assert [each.notes for each in stored(calendar)] == [""]


# -- the language of a calendar --------------------------------------------------------------------


def test_a_calendars_language_is_for_whoever_names_none(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"language": "de"})
    kept = own(make_appointment(calendar, at(9)))

    assert "Termin buchen" in read(client.get(page(calendar)))
    assert heading(client.get(kept)) == "Ihr Termin"
    french = {"Accept-Language": "fr"}
    assert "Prendre rendez-vous" in read(client.get(page(calendar), headers=french))
    assert "Umów wizytę" in read(client.get(page(calendar, "?lang=pl"), headers=french))


def test_the_form_that_was_sent_is_kept_for_the_button_back(
    calendar: Calendar, client: Client
) -> None:
    answer = client.post(details(calendar, at(9)), {"name": ""})

    assert (answer.status_code, answer["Cache-Control"]) == (400, "private, no-cache")
    assert send(client, details(calendar, at(9)))["Cache-Control"] == "no-store"


def test_questions_keep_their_own_direction(acme: Workspace, client: Client) -> None:
    calendar = make_calendar(acme, settings={"questions": QUESTIONS})

    form = client.get(details(calendar, at(9), "&lang=ar")).content.decode()

    assert "<bdi>Where?</bdi> (اختياري)" in form
    assert "<bdi>לָמָּה?</bdi> (اختياري)" in form
    assert "الثلاثاء، 2 مارس 2027، 10:00" in read(client.get(details(calendar, at(9), "&lang=ar")))
