"""Contacts over REST."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import assert_queries, nothing_changes
from workspaces.contacts.models import Contact
from workspaces.contacts.tests.factories import EMAIL, PHONE, fresh, identify, make_contact
from workspaces.models import Workspace
from workspaces.tests.factories import Person

NOW = timezone.now()


@pytest.fixture
def path(base: str) -> str:
    return f"{base}/contacts"


def names(answer: Any) -> list[str]:
    return [each["name"] for each in answer.json()["contacts"]]


def test_a_contact_is_created_read_changed_and_erased(
    bob: Person, alice: Person, path: str
) -> None:
    created = bob.api.post(
        path,
        {
            "name": "Ann",
            "email": "Ann@Example.com",
            "phone": "+43-660-1234567",
            "language": "de",
            "time_zone": "Europe/Vienna",
            "notes": "Comes on Mondays.",
            "do_not_contact": ["SMS", "SMS"],
        },
    )
    one = created["Location"]
    shown = created.json()
    etag = bob.api.get(one)["ETag"]
    changed = bob.api.patch(one, {"phone": "", "do_not_contact": []}, If_Match=etag)
    stale = bob.api.patch(one, {"name": "Anna"}, If_Match=etag)

    assert created.status_code == 201
    assert {key: shown[key] for key in shown if not key.endswith("_at")} == {
        "id": one.rpartition("/")[2],
        "name": "Ann",
        "email": EMAIL,
        "phone": "+43-660-1234567",
        "phone_e164": "+436601234567",
        "language": "de",
        "time_zone": "Europe/Vienna",
        "notes": "Comes on Mondays.",
        "do_not_contact": ["SMS"],
        "source": "MEMBER",
        "merged_into": None,
    }
    assert (changed.json()["phone"], changed.json()["phone_e164"]) == ("", "")
    assert (stale.status_code, stale.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert bob.api.get(one).json()["name"] == "Ann"
    assert bob.api.delete(one).status_code == 403
    assert alice.api.delete(one).json() == {"message": "Contact erased"}
    assert alice.api.get(one).status_code == 404


def test_a_visit_is_no_new_state(acme: Workspace, bob: Person, path: str) -> None:
    ann = make_contact(acme, "Ann", email=EMAIL)
    one = f"{path}/{ann.public_id}"
    etag = bob.api.get(one)["ETag"]

    identify(acme, email=EMAIL, now=NOW + timedelta(hours=1))

    assert bob.api.patch(one, {"name": "Anna"}, If_Match=etag).status_code == 200


def test_an_address_names_one_contact(acme: Workspace, bob: Person, path: str) -> None:
    make_contact(acme, "Ann", email=EMAIL)
    other = make_contact(acme, "Bea", phone=PHONE)
    one = f"{path}/{other.public_id}"

    with nothing_changes():
        refused = [
            bob.api.post(path, {"name": "Ann", "email": EMAIL}),
            bob.api.patch(one, {"email": EMAIL.upper()}),
            bob.api.post(path, {"name": "Bea", "phone": "+43 (660) 123-4567"}),
        ]
        unnamed = bob.api.post(path, {"name": "", "notes": "?"})
        emptied = bob.api.patch(one, {"name": "", "phone": ""})

    assert [(each.status_code, each.json()["field"]) for each in refused] == [
        (409, "email"),
        (409, "email"),
        (409, "phone"),
    ]
    assert {each.json()["code"] for each in refused} == {"CONTACT_EXISTS"}
    for each in (unnamed, emptied):
        assert (each.status_code, each.json()["code"]) == (400, "CONTACT_UNNAMED")


def test_every_wrong_field_is_named(bob: Person, path: str) -> None:
    answer = bob.api.post(
        path,
        {
            "name": "Ann",
            "email": "no",
            "phone": "0660",
            "language": "de de",
            "time_zone": "Mars/Olympus",
            "do_not_contact": ["FAX"],
            "favourite": "red",
        },
    )

    assert answer.status_code == 400
    assert {each["field"] for each in answer.json()["errors"]} >= {
        "email",
        "phone",
        "language",
        "time_zone",
        "favourite",
    }


def test_the_list_finds_by_name_address_and_number(acme: Workspace, bob: Person, path: str) -> None:
    make_contact(acme, "Ann Archer", email=EMAIL, do_not_contact=["SMS"])
    bea = make_contact(acme, "Bea", phone=PHONE)
    other = make_contact(acme, "Beatrix", email="bea@example.com")
    bob.api.post(f"{path}/{bea.public_id}/merge", {"contact_id": other.public_id})

    with assert_queries(4):  # session, scope, count, page
        everybody = bob.api.get(path, {"sort": "name"})

    assert names(everybody) == ["Ann Archer", "Bea"]
    for query, expected in (
        ({"search": "ARCH"}, ["Ann Archer"]),
        ({"search": "n@exam"}, ["Ann Archer"]),
        ({"search": "0660"}, ["Bea"]),
        ({"search": "Árch"}, ["Ann Archer"]),
        ({"phone": "0660 1234567"}, ["Bea"]),
        ({"phone": "4567"}, []),
        ({"search": "660 123"}, ["Bea"]),
        ({"search": "100%"}, []),
        ({"email": EMAIL.upper()}, ["Ann Archer"]),
        ({"email": "bea@example.com"}, ["Bea"]),
        ({"phone": "+43-660-1234567"}, ["Bea"]),
        ({"phone": "x"}, []),
        ({"do_not_contact": "SMS"}, ["Ann Archer"]),
        ({"do_not_contact": "EMAIL"}, []),
    ):
        assert names(bob.api.get(path, query)) == expected, query


def test_contacts_are_merged_and_unmerged(acme: Workspace, bob: Person, path: str) -> None:
    ann, bea = make_contact(acme, "Ann", email=EMAIL), make_contact(acme, "Bea", phone=PHONE)
    one, other = f"{path}/{ann.public_id}", f"{path}/{bea.public_id}"

    merged = bob.api.post(f"{one}/merge", {"contact_id": bea.public_id})
    again = bob.api.post(f"{one}/merge", {"contact_id": bea.public_id})
    itself = bob.api.post(f"{one}/merge", {"contact_id": ann.public_id})

    assert merged.status_code == 201
    assert merged.json()["contact_id"] == ann.public_id
    assert merged.json()["merged_contact_id"] == bea.public_id
    assert merged.json()["merged_by"] == bob.user.public_id
    until = datetime.fromisoformat(merged.json()["undoable_until"])
    assert until - datetime.fromisoformat(merged.json()["merged_at"]) == timedelta(days=30)
    assert bob.api.get(merged["Location"]).json() == merged.json()
    assert bob.api.get(other).json()["merged_into"] == ann.public_id
    assert bob.api.get(one).json()["phone"] == PHONE
    assert (again.status_code, again.json()["code"]) == (409, "CONTACT_MERGED")
    assert (itself.status_code, itself.json()["field"]) == (400, "contact_id")
    found = bob.api.get(f"{path}/merges", {"contact_id": bea.public_id}).json()
    assert (found["total"], found["merges"]) == (1, [merged.json()])

    undone = bob.api.post(f"{merged['Location']}/undo")
    assert undone.json()["undone_by"] == bob.user.public_id
    assert bob.api.post(f"{merged['Location']}/undo").json() == undone.json()
    assert bob.api.get(other).json()["phone"] == PHONE


def test_suggestions_are_listed_accepted_and_dismissed(
    acme: Workspace, bob: Person, path: str
) -> None:
    ann = make_contact(acme, "Ann", email=EMAIL)
    identify(acme, email=EMAIL, phone=PHONE)
    identify(acme, email=EMAIL, phone="+15550100111")
    newer, older = bob.api.get(f"{path}/suggestions").json()["suggestions"]

    accepted = bob.api.post(f"{path}/suggestions/{older['id']}/accept")
    dismissed = bob.api.post(f"{path}/suggestions/{newer['id']}/dismiss")
    again = bob.api.post(f"{path}/suggestions/{newer['id']}/accept")

    assert (older["contact_id"], older["other_contact_id"]) == (ann.public_id, None)
    assert (older["email"], older["phone"], older["source"]) == ("", PHONE, "BOOKING")
    assert accepted.json()["status"] == "ACCEPTED"
    assert dismissed.json()["status"] == "DISMISSED"
    assert (again.status_code, again.json()["code"]) == (409, "SUGGESTION_ANSWERED")
    assert fresh(ann).phone == PHONE
    assert bob.api.get(f"{path}/suggestions").json()["total"] == 0
    assert bob.api.get(f"{path}/suggestions", {"status": "ACCEPTED"}).json()["total"] == 1


def test_a_suggestion_of_an_address_that_somebody_has_by_now_is_refused(
    acme: Workspace, bob: Person, path: str
) -> None:
    make_contact(acme, "Ann", email=EMAIL)
    identify(acme, email=EMAIL, phone=PHONE)
    make_contact(acme, "Bea", phone=PHONE)
    (suggested,) = bob.api.get(f"{path}/suggestions").json()["suggestions"]

    with nothing_changes():
        answer = bob.api.post(f"{path}/suggestions/{suggested['id']}/accept")

    assert (answer.status_code, answer.json()["code"]) == (409, "CONTACT_EXISTS")


def test_consents_are_recorded_and_listed(acme: Workspace, bob: Person, path: str) -> None:
    ann = make_contact(acme, "Ann", email=EMAIL)
    consents = f"{path}/{ann.public_id}/consents"
    said = {"channel": "EMAIL", "wording": "Yes.", "source": "CALL", "at": "2026-01-01T09:00:00Z"}

    given = bob.api.post(consents, {**said, "state": "GIVEN"})
    withdrawn = bob.api.post(consents, {"channel": "EMAIL", "state": "WITHDRAWN"})
    with nothing_changes():
        future = bob.api.post(
            consents, {"channel": "SMS", "state": "GIVEN", "at": "2999-01-01T00:00:00Z"}
        )

    assert given.status_code == withdrawn.status_code == 201
    assert {key: given.json()[key] for key in said} == said
    assert given.json()["recorded_by"] == bob.user.public_id
    assert withdrawn.json()["source"] == "MEMBER"
    assert bob.api.get(given["Location"]).json() == given.json()
    listed = bob.api.get(consents).json()
    assert (listed["total"], [each["state"] for each in listed["consents"]]) == (
        2,
        ["WITHDRAWN", "GIVEN"],
    )
    assert (future.status_code, future.json()["field"]) == (400, "at")


def test_what_is_known_of_a_person_is_exported(acme: Workspace, bob: Person, path: str) -> None:
    ann, bea = make_contact(acme, "Ann", email=EMAIL), make_contact(acme, "Bea", phone=PHONE)
    bob.api.post(f"{path}/{bea.public_id}/consents", {"channel": "SMS", "state": "GIVEN"})
    bob.api.post(f"{path}/{ann.public_id}/merge", {"contact_id": bea.public_id})

    exported = bob.api.get(f"{path}/{bea.public_id}/export").json()

    assert exported["contact"]["id"] == ann.public_id
    assert [each["name"] for each in exported["merged"]] == ["Bea"]
    assert [each["channel"] for each in exported["consents"]] == ["SMS"]
    assert set(exported["records"]) >= {"conversations", "escalations"}


def test_other_tenants_see_nothing(acme: Workspace, charlie: Person, path: str) -> None:
    ann = make_contact(acme, "Ann", email=EMAIL)

    assert charlie.api.get(f"{path}/{ann.public_id}").status_code == 404
    with workspace_scope(acme.pk):
        assert Contact.objects.get() == ann
