"""Merging two contacts that are one person, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.errors import NotFound
from core.events import publish_event
from workspaces.contacts.data_holders import contact_holders
from workspaces.contacts.errors import (
    ContactMergedAway,
    MergeOverwritten,
    MergeTooOld,
    MergeWithItself,
)
from workspaces.contacts.events import ContactMerged, ContactMergeUndone
from workspaces.contacts.models import MAX_NOTES, UNDOABLE, Contact, ContactMerge
from workspaces.contacts.services.contacts import save_contact
from workspaces.contacts.services.details import channels_of
from workspaces.services import record

_VALUES = (
    "name email phone phone_e164 language time_zone notes do_not_contact".split()
)  # what a merge may change
_TAKEN_IF_EMPTY = ("name", "language", "time_zone")
_ADDRESSES = {"email": ("email",), "phone_e164": ("phone", "phone_e164")}
_CONTACTS = "contacts"


@transaction.atomic
def merge_contacts(
    *, contact: Contact, other: Contact, by: User | None, now: datetime
) -> ContactMerge:
    """Merge `other` into `contact`, with everything that points to it.

    The kept contact's own values win. An address that it has no place for stays with the merged
    one, by which the person is found as well. by: None for the platform itself.

    Raises MergeWithItself, or ContactMergedAway if either was merged already.
    """
    if contact.pk == other.pk:
        raise MergeWithItself(field="contact_id")
    kept, merged = _lock_two(contact.pk, other.pk)
    for each in (kept, merged):
        if each.merged_into is not None:
            raise ContactMergedAway(into=each.merged_into.public_id)
    before = {"kept": _values(kept), "merged": _values(merged)}
    _take_over(kept, merged)
    merged.merged_into = kept
    save_contact(merged, [*_VALUES, "merged_into"], now=now)
    save_contact(kept, [*_VALUES, "last_seen_at"], now=now)
    merge = ContactMerge.objects.create(
        workspace_id=kept.workspace_id,
        kept=kept,
        merged=merged,
        before=before,
        after={"kept": _values(kept), "merged": _values(merged)},
        moved=_move_rows(merged, kept),
        merged_by=by,
        merged_at=now,
    )
    publish_event(
        ContactMerged(
            contact_id=kept.public_id,
            merged_contact_id=merged.public_id,
            merge_id=merge.public_id,
        )
    )
    _record("CONTACTS_MERGED", merge, now=now)
    return merge


@transaction.atomic
def undo_merge(*, merge: ContactMerge, by: User | None, now: datetime) -> ContactMerge:
    """Make two contacts of the one again. Does nothing if that was done already.

    What pointed to the merged one points to it again; what came since stays with the kept one.
    Raises MergeTooOld, or MergeOverwritten if either contact was changed or merged since.
    """
    kept, merged = _lock_two(merge.kept_id, merge.merged_id)
    locked = lock_rows(ContactMerge.objects.filter(pk=merge.pk), no_key=True).get()
    if locked.undone_at is not None:
        return locked
    if now > locked.undoable_until:
        raise MergeTooOld(days=UNDOABLE.days)
    is_as_left = locked.after == {"kept": _values(kept), "merged": _values(merged)}
    if not is_as_left or kept.is_merged or merged.merged_into_id != kept.pk:
        raise MergeOverwritten
    for each, values in ((kept, locked.before["kept"]), (merged, locked.before["merged"])):
        _restore(each, values, now=now)
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    _move_rows(kept, merged, only=locked.moved)
    locked.undone_by, locked.undone_at = by, now
    locked.save(update_fields=["undone_by", "undone_at"])
    publish_event(
        ContactMergeUndone(
            contact_id=kept.public_id,
            restored_contact_id=merged.public_id,
            merge_id=locked.public_id,
        )
    )
    _record("CONTACT_MERGE_UNDONE", locked, now=now)
    return locked


def _lock_two(first: int, second: int) -> tuple[Contact, Contact]:
    """Whoever is adding rows that point to them is waited for. Raises NotFound if one is gone."""
    found = {row.pk: row for row in lock_rows(Contact.objects.filter(pk__in=[first, second]))}
    if len(found) < 2:
        raise NotFound
    return found[first], found[second]


def _take_over(kept: Contact, merged: Contact) -> None:
    for name in _TAKEN_IF_EMPTY:
        setattr(kept, name, getattr(kept, name) or getattr(merged, name))
    for address, columns in _ADDRESSES.items():
        if not getattr(kept, address):
            for name in columns:  # moved, since it names one contact
                setattr(kept, name, getattr(merged, name))
                setattr(merged, name, "")
    notes = "\n\n".join(each for each in (kept.notes, merged.notes) if each)
    kept.notes = notes if len(notes) <= MAX_NOTES else kept.notes
    kept.do_not_contact = channels_of([*kept.do_not_contact, *merged.do_not_contact])
    kept.last_seen_at = max(kept.last_seen_at, merged.last_seen_at)


def _restore(contact: Contact, values: Mapping[str, object], *, now: datetime) -> None:
    for name, value in values.items():
        setattr(contact, name, value)
    save_contact(contact, _VALUES, now=now)


def _move_rows(
    source: Contact, target: Contact, *, only: Mapping[str, list[int]] | None = None
) -> dict[str, list[int]]:
    """Point rows to another contact. Returns kind → keys. only: the keys that may be moved."""
    rows = Contact.objects.filter(merged_into=source).exclude(pk=target.pk)
    if only is not None:
        rows = rows.filter(pk__in=only[_CONTACTS])
    keys = sorted(rows.values_list("pk", flat=True))
    Contact.objects.filter(pk__in=keys).update(merged_into=target)
    moved = {_CONTACTS: keys}
    for holder in contact_holders():
        chosen = None if only is None else only.get(holder.kind, [])
        moved[holder.kind] = holder.move(source=source.pk, target=target.pk, only=chosen)
    return moved


def _values(contact: Contact) -> dict[str, object]:
    return {name: getattr(contact, name) for name in _VALUES}


def _record(action: str, merge: ContactMerge, *, now: datetime) -> None:
    after = {"merge": merge.public_id, "merged": merge.merged.public_id}
    record(action=action, target=merge.kept.public_id, after=after, now=now)
