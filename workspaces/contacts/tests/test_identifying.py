"""People are found by address or number, made, or merged; a stranger takes over nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes
from workspaces.contacts.errors import ContactUnreachable
from workspaces.contacts.models import Contact, ContactMerge, ContactSuggestion
from workspaces.contacts.services.suggesting import MAX_OPEN
from workspaces.contacts.tests.factories import EMAIL, PHONE, fresh, identify, make_contact
from workspaces.errors import PhoneInvalid, TimeZoneUnknown
from workspaces.models import AuditEntry, Workspace

E164 = "+436601234567"
BOTH = ("EMAIL", "PHONE")


def events(name: str) -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.filter(type=name).order_by("pk")
    return [row.payload for row in rows]


def open_suggestions(workspace: Workspace) -> list[tuple[int, int | None, str, str]]:
    with workspace_scope(workspace.pk):
        rows = ContactSuggestion.objects.filter(status="OPEN").order_by("pk")
        return [(row.contact_id, row.other_id, row.email, row.phone) for row in rows]


def test_an_unknown_person_becomes_a_contact(acme: Workspace) -> None:
    now = timezone.now()

    made = identify(
        acme,
        name=" Ann Archer ",
        email="Ann@Example.com",
        phone=PHONE,
        language="de",
        time_zone="Europe/Vienna",
        now=now,
    )

    stored = fresh(made)
    assert (stored.name, stored.email) == ("Ann Archer", EMAIL)
    assert (stored.phone, stored.phone_e164) == (PHONE, E164)
    assert (stored.language, stored.time_zone, stored.source) == ("de", "Europe/Vienna", "BOOKING")
    assert stored.created_at == stored.updated_at == stored.last_seen_at == now
    assert events("CONTACT_CREATED") == [{"contact_id": made.public_id, "source": "BOOKING"}]
    with workspace_scope(acme.pk):
        # The audit log is written one after the other: no visitor is to wait for another there.
        assert not AuditEntry.objects.filter(action__startswith="CONTACT").exists()


@pytest.mark.parametrize(
    "given",
    [
        {"email": EMAIL},
        {"email": EMAIL.upper()},
        {"phone": PHONE},
        {"phone": "+43-660-123-4567"},
        {"email": EMAIL, "phone": E164},
    ],
    ids=str,
)
def test_a_known_person_is_found_in_any_spelling(acme: Workspace, given: dict[str, str]) -> None:
    known = make_contact(acme, "Ann", email=EMAIL, phone=PHONE)
    later = timezone.now() + timedelta(hours=1)

    found = identify(acme, name="Somebody Else", now=later, **given)

    assert found == known
    stored = fresh(known)
    assert (stored.name, stored.email, stored.phone) == ("Ann", EMAIL, PHONE)
    assert (stored.last_seen_at, stored.updated_at) == (later, known.updated_at)
    assert events("CONTACT_CHANGED") == []
    assert open_suggestions(acme) == []


def test_other_workspaces_have_contacts_of_their_own(
    acme: Workspace, other_workspace: Workspace
) -> None:
    theirs = make_contact(other_workspace, "Ann", email=EMAIL)

    ours = identify(acme, email=EMAIL)

    assert ours != theirs
    assert fresh(ours).name == ""


def test_what_was_unknown_is_filled_by_anybody(acme: Workspace) -> None:
    known = make_contact(acme, email=EMAIL)

    identify(acme, name="Ann", email=EMAIL, language="de", time_zone="Europe/Vienna")

    stored = fresh(known)
    assert (stored.name, stored.language, stored.time_zone) == ("Ann", "de", "Europe/Vienna")
    assert events("CONTACT_CHANGED") == [
        {"contact_id": known.public_id, "fields": ["name", "language", "time_zone"]}
    ]


@pytest.mark.parametrize("verified", [(), ("PHONE",)])
def test_a_strangers_number_is_suggested_and_not_added(
    acme: Workspace, verified: tuple[str, ...]
) -> None:
    """Or whoever types Ann's address and their own number would be Ann at their next call."""
    ann = make_contact(acme, "Ann", email=EMAIL)

    for _ in range(2):
        assert identify(acme, email=EMAIL, phone=PHONE, verified=verified) == ann

    assert fresh(ann).phone_e164 == ""
    assert open_suggestions(acme) == [(ann.pk, None, "", PHONE)]
    assert identify(acme, phone=PHONE) != ann


def test_a_proven_person_adds_their_number_where_none_is_known(acme: Workspace) -> None:
    ann = make_contact(acme, "Ann", email=EMAIL)
    bea = make_contact(acme, "Bea", email="bea@example.com", phone="+15550100111")

    identify(acme, email=EMAIL, phone=PHONE, verified=["EMAIL"])
    identify(acme, email=bea.email, phone="+15550100222", verified=["EMAIL"])

    assert (fresh(ann).phone, fresh(ann).phone_e164) == (PHONE, E164)
    assert fresh(bea).phone == "+15550100111"
    assert open_suggestions(acme) == [(bea.pk, None, "", "+15550100222")]


@pytest.mark.parametrize(
    ("verified", "chosen"), [((), "email"), (("EMAIL",), "email"), (("PHONE",), "phone")]
)
def test_two_contacts_are_suggested_to_be_one(
    acme: Workspace, verified: tuple[str, ...], chosen: str
) -> None:
    by_phone = make_contact(acme, "A. Archer", phone=PHONE)
    by_email = make_contact(acme, "Ann", email=EMAIL)

    for _ in range(2):
        found = identify(acme, email=EMAIL, phone=PHONE, verified=verified)

    assert found == {"email": by_email, "phone": by_phone}[chosen]
    assert open_suggestions(acme) == [(by_phone.pk, by_email.pk, "", "")]
    assert (fresh(by_phone).email, fresh(by_email).phone) == ("", "")
    with workspace_scope(acme.pk):
        assert not ContactMerge.objects.exists()


def test_two_contacts_proven_by_one_act_are_merged(acme: Workspace) -> None:
    older = make_contact(acme, "A. Archer", phone=PHONE)
    newer = make_contact(acme, "Ann", email=EMAIL)

    found = identify(acme, email=EMAIL, phone=PHONE, verified=BOTH)

    assert found == older
    stored = fresh(older)
    assert (stored.name, stored.email, stored.phone) == ("A. Archer", EMAIL, PHONE)
    assert fresh(newer).merged_into == older
    assert identify(acme, email=EMAIL) == older
    (merged,) = events("CONTACT_MERGED")
    assert (merged["contact_id"], merged["merged_contact_id"]) == (
        older.public_id,
        newer.public_id,
    )


def test_an_address_without_a_place_still_names_the_merged_person(acme: Workspace) -> None:
    older = make_contact(acme, "Ann", email=EMAIL, phone=PHONE)
    make_contact(acme, "Ann", email="ann@work.example", phone="+15550100111")

    identify(acme, email="ann@work.example", phone=PHONE, verified=BOTH)

    for given in ({"email": "ann@work.example"}, {"phone": "+15550100111"}, {"email": EMAIL}):
        assert identify(acme, **given) == older
    assert fresh(older).email == EMAIL


def test_a_dismissed_suggestion_does_not_come_back(acme: Workspace) -> None:
    make_contact(acme, "Ann", email=EMAIL)
    identify(acme, email=EMAIL, phone=PHONE)
    with workspace_scope(acme.pk):
        ContactSuggestion.objects.update(status="DISMISSED")

    identify(acme, email=EMAIL, phone=PHONE)

    assert open_suggestions(acme) == []


def test_suggestions_about_a_contact_are_limited(acme: Workspace) -> None:
    make_contact(acme, "Ann", email=EMAIL)

    for number in range(MAX_OPEN + 5):
        identify(acme, email=EMAIL, phone=f"+1555010{number:04}")

    assert len(open_suggestions(acme)) == MAX_OPEN


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"name": "Ann"}, ContactUnreachable),
        ({}, ContactUnreachable),
        ({"phone": "0660 1234567"}, PhoneInvalid),
        ({"email": EMAIL, "phone": "call me"}, PhoneInvalid),
        ({"email": EMAIL, "time_zone": "Mars/Olympus"}, TimeZoneUnknown),
    ],
    ids=str,
)
def test_nobody_is_identified_by_nothing(
    acme: Workspace, given: dict[str, str], error: type[Exception]
) -> None:
    with nothing_changes(), pytest.raises(error):
        identify(acme, **given)


def test_a_long_name_is_cut(acme: Workspace) -> None:
    made = identify(acme, name="A" * 500, email=EMAIL)

    with workspace_scope(acme.pk):
        assert Contact.objects.get(pk=made.pk).name == "A" * 120
