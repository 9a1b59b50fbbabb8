"""Who has just called, written or booked: decision 38 has the table.

Nothing that somebody merely typed changes what is known of somebody else.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.db.locks import lock_rows
from workspaces.contacts.errors import ContactExists, ContactUnreachable
from workspaces.contacts.models import MAX_NAME, Channel, Contact
from workspaces.contacts.queries import known_by
from workspaces.contacts.services.contacts import insert_contact, publish_changed, save_contact
from workspaces.contacts.services.details import stored_form
from workspaces.contacts.services.merging import merge_contacts
from workspaces.contacts.services.suggesting import suggest_details, suggest_merge

_ATTEMPTS = 5  # each fails only if somebody else has just taken the address or the number
_FILLED_BY_ANYBODY = ("name", "language", "time_zone")  # where nothing is known yet


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody gave, in the form in which it is stored, and the channels that it proved."""

    columns: dict[str, object]
    verified: frozenset[str]
    source: str
    now: datetime


@transaction.atomic
def identify_contact(
    *,
    name: str = "",
    email: str = "",
    phone: str = "",
    source: str,
    now: datetime,
    verified: Collection[str] = (),
    language: str = "",
    time_zone: str = "",
) -> Contact:
    """Find the contact with that address or number, or make one. The caller must not show anything
    of it to whoever gave them.

    verified: the channels that the very act verifies: EMAIL by a mailed link or code, PHONE by
        the caller's own number; nothing by typing. If address and number name two contacts, they
        are merged only if both are verified; otherwise a merge is suggested, and the contact is
        that of the verified one, or of the address.
    name, language, time_zone: kept where nothing is known yet.

    Locks the contact until the transaction ends: call it before locking what will point to it.
    Raises ContactUnreachable without an address and a number, PhoneInvalid or TimeZoneUnknown.
    """
    given = {
        "name": name.strip()[:MAX_NAME],
        "email": email,
        "phone": phone,
        "language": language,
        "time_zone": time_zone,
    }
    act = _Act(stored_form(given), frozenset(verified), source, now)
    if not (act.columns["email"] or act.columns["phone_e164"]):
        raise ContactUnreachable
    for _ in range(_ATTEMPTS - 1):
        with suppress(ContactExists), transaction.atomic():
            return _identify(act)
    return _identify(act)


def _identify(act: _Act) -> Contact:
    """Raises ContactExists if somebody else was faster: whom they made is found the next time."""
    by_email, by_phone = _lock_known(str(act.columns["email"]), str(act.columns["phone_e164"]))
    if by_email is not None and by_phone is not None and by_email != by_phone:
        return _choose(by_email, by_phone, act)
    contact = by_email or by_phone
    if contact is None:
        return insert_contact(act.columns, source=act.source, now=act.now)
    is_verified = (by_email is not None and Channel.EMAIL in act.verified) or (
        by_phone is not None and Channel.PHONE in act.verified
    )
    return _see(contact, act, added=_unknown(act, by_email, by_phone), is_verified=is_verified)


def _lock_known(address: str, number: str) -> tuple[Contact | None, Contact | None]:
    """The contacts that the address and the number name, locked.

    Looked up again once they are locked, since they may have been merged or erased meanwhile.
    """
    locked: dict[int, Contact] = {}
    while True:
        by_email, by_phone = known_by(email=address, phone_e164=number)
        wanted = {each for each in (by_email, by_phone) if each is not None}
        if wanted <= locked.keys():
            return (
                None if by_email is None else locked[by_email],
                None if by_phone is None else locked[by_phone],
            )
        rows = lock_rows(Contact.objects.filter(pk__in=wanted), no_key=True)
        locked = {row.pk: row for row in rows}


def _choose(by_email: Contact, by_phone: Contact, act: _Act) -> Contact:
    older, newer = sorted((by_email, by_phone), key=lambda each: each.pk)
    if {Channel.EMAIL, Channel.PHONE} <= act.verified:
        merge_contacts(contact=older, other=newer, by=None, now=act.now)
        older.refresh_from_db()
        return _see(older, act, added={}, is_verified=True)
    suggest_merge(older, newer, source=act.source, now=act.now)
    by_number = Channel.PHONE in act.verified
    return _see(by_phone if by_number else by_email, act, added={}, is_verified=False)


def _unknown(act: _Act, by_email: Contact | None, by_phone: Contact | None) -> dict[str, object]:
    """The columns of the address or the number that no contact has."""
    if by_email is None and act.columns["email"]:
        return {"email": act.columns["email"]}
    if by_phone is None and act.columns["phone"]:
        return {name: act.columns[name] for name in ("phone", "phone_e164")}
    return {}


def _see(contact: Contact, act: _Act, *, added: dict[str, object], is_verified: bool) -> Contact:
    """The contact was seen.

    added: an address or number that nobody has; given to the contact by whoever is verified as
        this contact, and suggested otherwise.
    """
    offered = {name: act.columns[name] for name in _FILLED_BY_ANYBODY}
    is_free = not any(getattr(contact, name) for name in added)
    if is_verified and is_free:
        offered |= added
    elif added:
        suggest_details(contact, added, source=act.source, now=act.now)
    changed = [name for name, value in offered.items() if value and not getattr(contact, name)]
    for name in changed:
        setattr(contact, name, offered[name])
    if changed:
        save_contact(contact, changed, now=act.now)
        publish_changed(contact, changed)
    if act.now > contact.last_seen_at:
        contact.last_seen_at = act.now
        contact.save(update_fields=["last_seen_at"])
    return contact
