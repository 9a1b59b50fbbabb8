"""Merges leave a trace, and can be undone until something else was changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutboxEvent
from core.scope import workspace_scope
from core.testing import nothing_changes, shared
from workspaces.contacts import queries, services
from workspaces.contacts.errors import (
    ContactMergedAway,
    MergeOverwritten,
    MergeTooOld,
    MergeWithItself,
)
from workspaces.contacts.models import MAX_NOTES, Contact, ContactMerge
from workspaces.contacts.tests.factories import EMAIL, PHONE, fresh, identify, make_contact
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

NOW = timezone.now()
VALUES = "name email phone phone_e164 language time_zone notes do_not_contact".split()


@shared
def ann(acme: Workspace) -> Contact:
    return make_contact(acme, "Ann", email=EMAIL, notes="Comes on Mondays.")


@shared
def archer(acme: Workspace) -> Contact:
    return make_contact(
        acme,
        "A. Archer",
        email="archer@example.com",
        phone=PHONE,
        language="de",
        notes="Pays in cash.",
        do_not_contact=["SMS"],
    )


def merge(contact: Contact, other: Contact, by: Person | None = None) -> ContactMerge:
    with workspace_scope(contact.workspace_id):
        return services.merge_contacts(
            contact=contact, other=other, by=by.user if by else None, now=NOW
        )


def undo(made: ContactMerge, *, now: object = NOW) -> ContactMerge:
    with workspace_scope(made.workspace_id):
        return services.undo_merge(merge=made, by=None, now=now)


def values(contact: Contact) -> dict[str, object]:
    stored = fresh(contact)
    return {name: getattr(stored, name) for name in VALUES}


def test_the_kept_contact_takes_what_it_lacks(
    acme: Workspace, ann: Contact, archer: Contact, alice: Person
) -> None:
    before = {"kept": values(ann), "merged": values(archer)}

    made = merge(ann, archer, by=alice)

    assert values(ann) == {
        "name": "Ann",
        "email": EMAIL,
        "phone": PHONE,
        "phone_e164": "+436601234567",
        "language": "de",
        "time_zone": "",
        "notes": "Comes on Mondays.\n\nPays in cash.",
        "do_not_contact": ["SMS"],
    }
    other = fresh(archer)
    assert (other.merged_into, other.name, other.email) == (ann, "A. Archer", "archer@example.com")
    assert (other.phone, other.phone_e164) == ("", "")
    assert (made.merged_by, made.merged_at, made.before) == (alice.user, NOW, before)
    event = OutboxEvent.objects.get(type="CONTACT_MERGED")
    assert event.payload == {
        "contact_id": ann.public_id,
        "merged_contact_id": archer.public_id,
        "merge_id": made.public_id,
    }
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.latest("number")
        listed = list(queries.contacts())
    assert (entry.action, entry.target) == ("CONTACTS_MERGED", ann.public_id)
    assert entry.after == {"merge": made.public_id, "merged": archer.public_id}
    assert listed == [ann]


def test_an_undone_merge_leaves_two_contacts_as_before(
    acme: Workspace, ann: Contact, archer: Contact, alice: Person
) -> None:
    before = values(ann), values(archer)
    made = merge(ann, archer)

    with workspace_scope(acme.pk):
        undone = services.undo_merge(merge=made, by=alice.user, now=NOW + timedelta(days=30))

    assert (values(ann), values(archer)) == before
    assert fresh(archer).merged_into is None
    assert (undone.undone_by, undone.undone_at) == (alice.user, NOW + timedelta(days=30))
    assert identify(acme, phone=PHONE) == archer
    event = OutboxEvent.objects.get(type="CONTACT_MERGE_UNDONE")
    assert event.payload["restored_contact_id"] == archer.public_id
    with nothing_changes():
        undo(made)
    merge(ann, archer)


def test_a_merge_of_merged_contacts_is_undone_step_by_step(
    acme: Workspace, ann: Contact, archer: Contact
) -> None:
    third = make_contact(acme, "Third", phone="+15550100111")
    first, second = merge(archer, third), merge(ann, archer)
    assert fresh(third).merged_into == ann

    with nothing_changes(), pytest.raises(MergeOverwritten):
        undo(first)
    undo(second)
    assert fresh(third).merged_into == archer
    undo(first)

    assert fresh(third).merged_into is None
    assert identify(acme, phone="+15550100111") == third


def test_an_old_merge_stays(ann: Contact, archer: Contact) -> None:
    made = merge(ann, archer)

    with nothing_changes(), pytest.raises(MergeTooOld):
        undo(made, now=NOW + timedelta(days=30, seconds=1))


@pytest.mark.parametrize("change", [{"name": "Anna"}, {"phone": ""}, {"do_not_contact": []}])
def test_a_merge_with_later_changes_stays(
    acme: Workspace, ann: Contact, archer: Contact, change: dict[str, object]
) -> None:
    made = merge(ann, archer)
    with workspace_scope(acme.pk):
        services.change_contact(contact=ann, now=NOW, **change)

    with nothing_changes(), pytest.raises(MergeOverwritten):
        undo(made)


def test_notes_that_do_not_fit_stay_with_the_merged_contact(acme: Workspace) -> None:
    kept = make_contact(acme, "Ann", notes="a" * (MAX_NOTES - 10))
    merged = make_contact(acme, "Ann", notes="b" * 10)

    merge(kept, merged)

    assert fresh(kept).notes == "a" * (MAX_NOTES - 10)
    assert fresh(merged).notes == "b" * 10


def test_a_merged_contact_is_neither_changed_nor_merged_nor_erased(
    acme: Workspace, ann: Contact, archer: Contact
) -> None:
    third = make_contact(acme, "Third")
    merge(ann, archer)

    with workspace_scope(acme.pk), nothing_changes():
        for attempt in (
            lambda: services.change_contact(contact=archer, name="Else", now=NOW),
            lambda: services.merge_contacts(contact=archer, other=third, by=None, now=NOW),
            lambda: services.merge_contacts(contact=third, other=archer, by=None, now=NOW),
            lambda: services.erase_contact(contact=archer, now=NOW),
        ):
            with pytest.raises(ContactMergedAway, match=ann.public_id):
                attempt()
        with pytest.raises(MergeWithItself):
            services.merge_contacts(contact=ann, other=ann, by=None, now=NOW)


def test_an_accepted_suggestion_merges_or_adds_the_number(acme: Workspace, alice: Person) -> None:
    ann = make_contact(acme, "Ann", email=EMAIL)
    archer = make_contact(acme, "A. Archer", phone=PHONE)
    identify(acme, email=EMAIL, phone=PHONE)
    identify(acme, email=EMAIL, phone="+15550100111")

    with workspace_scope(acme.pk):
        number, pair = queries.suggestions(status="OPEN").order_by("-pk")
        services.accept_suggestion(suggestion=number, by=alice.user, now=NOW)
        services.accept_suggestion(suggestion=pair, by=alice.user, now=NOW)
        answered = [row.status for row in queries.suggestions()]

    assert fresh(archer).merged_into == ann
    assert fresh(ann).phone == "+15550100111"
    assert answered == ["ACCEPTED", "ACCEPTED"]
    assert identify(acme, phone=PHONE) == ann


def test_an_erased_person_takes_everything_along(
    acme: Workspace, ann: Contact, archer: Contact
) -> None:
    merge(ann, archer)
    identify(acme, email=EMAIL, phone="+15550100111")
    with workspace_scope(acme.pk):
        services.give_consent(contact=archer, channel="EMAIL", source="CALL", now=NOW)

        services.erase_contact(contact=ann, now=NOW)

        assert not Contact.objects.exists()
        assert not ContactMerge.objects.exists()
        entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.target) == ("CONTACT_ERASED", ann.public_id)
    assert entry.after == {"contacts": 2}
    event = OutboxEvent.objects.get(type="CONTACT_ERASED")
    assert event.payload == {"contact_id": ann.public_id}
    assert identify(acme, email=EMAIL) != ann
