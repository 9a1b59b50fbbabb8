"""Contacts: create, change, erase."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack

from django.db import IntegrityError, transaction

from accounts.models import User
from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from core.errors import NotFound
from core.events import publish_event
from core.scope import current_workspace_id
from workspaces.contacts.data_holders import contact_holders
from workspaces.contacts.errors import (
    ContactExists,
    ContactHasAppointments,
    ContactMergedAway,
    ContactUnnamed,
)
from workspaces.contacts.events import ContactChanged, ContactCreated, ContactErased
from workspaces.contacts.models import Contact, Source
from workspaces.contacts.queries import keys_of_person
from workspaces.contacts.services.details import Details, stored_form
from workspaces.services import record

_FIELD_OF_CONSTRAINT = {
    "an_email_names_one_contact": "email",
    "a_number_names_one_contact": "phone",
}
_MAX_NAMED = 5  # appointments in a refusal
_NOT_NAMED = {"phone_e164"}  # columns that follow from others


@transaction.atomic
def create_contact(
    *, now: datetime, source: str = Source.MEMBER, **details: Unpack[Details]
) -> Contact:
    """Create a contact by hand.

    Raises ContactExists, ContactUnnamed, PhoneInvalid or TimeZoneUnknown.
    """
    columns = stored_form(details)
    contact = insert_contact(columns, source=source, now=now)
    record(
        action="CONTACT_CREATED", target=contact.public_id, after={"source": str(source)}, now=now
    )
    return contact


@transaction.atomic
def change_contact(*, contact: Contact, now: datetime, **changes: Unpack[Details]) -> Contact:
    """Change what is known of a contact.

    The audit log has the names of the fields only: it could not be erased with the person.

    Raises ContactExists, ContactMergedAway, ContactUnnamed, PhoneInvalid or TimeZoneUnknown.
    """
    columns = stored_form(changes)
    locked = lock_contact(contact)
    changed = [name for name, value in columns.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, columns[name])
    _check_named(locked)
    save_contact(locked, changed, now=now)
    publish_changed(locked, changed)
    after = {name: "changed" for name in changed if name not in _NOT_NAMED}
    record(action="CONTACT_CHANGED", target=locked.public_id, after=after, now=now)
    return locked


def set_do_not_contact(*, contact: Contact, channels: Iterable[str], now: datetime) -> Contact:
    """Let nobody use these channels for the contact, and allow the others.

    Raises ChannelUnknown or ContactMergedAway.
    """
    return change_contact(contact=contact, do_not_contact=list(channels), now=now)


@transaction.atomic
def erase_contact(
    *,
    contact: Contact,
    cancel_appointments: bool = False,
    by: User | None = None,
    now: datetime,
) -> None:
    """Erase a person: the contact, those merged into it, and what points to them.

    cancel_appointments: cancel those to come, of which the person is told before the address goes.
    Raises ContactMergedAway, or ContactHasAppointments if any are to come.
    """
    locked = lock_contact(contact, for_rows=True)
    keys = keys_of_person(locked)
    rows = list(lock_rows(Contact.objects.filter(pk__in=keys)))
    for holder in contact_holders():
        if cancel_appointments:
            holder.cancel(keys, by=by, now=now)
        elif ids := holder.to_come(keys, now=now):
            shown = ", ".join(ids[:_MAX_NAMED]) + (" …" if len(ids) > _MAX_NAMED else "")
            raise ContactHasAppointments(count=len(ids), ids=shown)
    for holder in contact_holders():
        holder.erase(keys, now=now)
    publish_event(ContactErased(contact_id=locked.public_id))
    Contact.objects.filter(pk__in=keys).delete()
    record(action="CONTACT_ERASED", target=locked.public_id, after={"contacts": len(rows)}, now=now)


def lock_contact(contact: Contact, *, for_rows: bool = False) -> Contact:
    """Lock the contact until the transaction ends and return its current row.

    for_rows: nobody may add rows that point to it meanwhile, and whoever has is waited for.
    Raises ContactMergedAway, or NotFound if it was erased.
    """
    rows = lock_rows(Contact.objects.filter(pk=contact.pk), no_key=not for_rows)
    locked = rows.first()
    if locked is None:
        raise NotFound
    if locked.merged_into is not None:
        raise ContactMergedAway(into=locked.merged_into.public_id)
    return locked


def insert_contact(columns: dict[str, object], *, source: str, now: datetime) -> Contact:
    """Raises ContactExists or ContactUnnamed."""
    contact = Contact(
        workspace_id=current_workspace_id(),
        source=source,
        created_at=now,
        updated_at=now,
        last_seen_at=now,
    )
    for name, value in columns.items():
        setattr(contact, name, value)
    _check_named(contact)
    _write(contact)
    publish_event(ContactCreated(contact_id=contact.public_id, source=str(source)))
    return contact


def save_contact(contact: Contact, columns: Iterable[str], *, now: datetime) -> None:
    """Raises ContactExists."""
    contact.updated_at = now
    _write(contact, [*columns, "updated_at"])


def publish_changed(contact: Contact, columns: Iterable[str]) -> None:
    fields = [name for name in columns if name not in _NOT_NAMED]
    publish_event(ContactChanged(contact_id=contact.public_id, fields=fields))


def _write(contact: Contact, columns: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            contact.save(force_insert=columns is None, update_fields=columns)
    except IntegrityError as error:
        field = _FIELD_OF_CONSTRAINT.get(violated_constraint(error))
        if field is None:
            raise
        raise ContactExists(field=field) from error


def _check_named(contact: Contact) -> None:
    if not (contact.name or contact.email or contact.phone_e164):
        raise ContactUnnamed
