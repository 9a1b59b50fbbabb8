"""Suggestions: what unverified people said, for members to accept or dismiss."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.db.locks import lock_rows
from core.errors import NotFound
from workspaces.contacts.errors import SuggestionAnswered
from workspaces.contacts.models import Contact, ContactSuggestion
from workspaces.contacts.services.contacts import change_contact
from workspaces.contacts.services.merging import merge_contacts

MAX_OPEN = 20  # of one contact: whoever types at random makes no heap of them

Status = ContactSuggestion.Status


def suggest_merge(older: Contact, newer: Contact, *, source: str, now: datetime) -> None:
    """They may be one person. Does nothing if that was suggested before, whatever the answer."""
    _suggest(ContactSuggestion(contact=older, other=newer), source=source, now=now)


def suggest_details(
    contact: Contact, details: Mapping[str, object], *, source: str, now: datetime
) -> None:
    """This address or number may be the contact's too; otherwise like `suggest_merge`."""
    email, phone = str(details.get("email", "")), str(details.get("phone", ""))
    _suggest(ContactSuggestion(contact=contact, email=email, phone=phone), source=source, now=now)


@transaction.atomic
def accept_suggestion(
    *, suggestion: ContactSuggestion, by: User, now: datetime
) -> ContactSuggestion:
    """Merge the two contacts, or give the contact the address or number instead of its own.

    Raises SuggestionAnswered, and what `merge_contacts` and `change_contact` raise.
    """
    locked = _lock_open(suggestion)
    if locked.other is not None:
        merge_contacts(contact=locked.contact, other=locked.other, by=by, now=now)
    elif locked.email:
        change_contact(contact=locked.contact, email=locked.email, now=now)
    else:
        change_contact(contact=locked.contact, phone=locked.phone, now=now)
    return _answer(locked, Status.ACCEPTED, by=by, now=now)


@transaction.atomic
def dismiss_suggestion(
    *, suggestion: ContactSuggestion, by: User, now: datetime
) -> ContactSuggestion:
    """Raises SuggestionAnswered."""
    return _answer(_lock_open(suggestion), Status.DISMISSED, by=by, now=now)


def _suggest(suggestion: ContactSuggestion, *, source: str, now: datetime) -> None:
    of_contact = ContactSuggestion.objects.filter(contact=suggestion.contact, status=Status.OPEN)
    if of_contact.count() >= MAX_OPEN:
        return
    suggestion.workspace_id = suggestion.contact.workspace_id
    suggestion.source, suggestion.created_at = source, now
    ContactSuggestion.objects.bulk_create([suggestion], ignore_conflicts=True)


def _lock_open(suggestion: ContactSuggestion) -> ContactSuggestion:
    """Lock it after its contacts, as everybody does who locks both."""
    concerned = [suggestion.contact_id, suggestion.other_id]
    list(lock_rows(Contact.objects.filter(pk__in=[each for each in concerned if each])))
    rows = ContactSuggestion.objects.filter(pk=suggestion.pk)
    locked = lock_rows(rows, no_key=True).first()
    if locked is None:
        raise NotFound
    if locked.status != Status.OPEN:
        raise SuggestionAnswered
    return locked


def _answer(
    suggestion: ContactSuggestion, status: str, *, by: User, now: datetime
) -> ContactSuggestion:
    suggestion.status, suggestion.answered_by, suggestion.answered_at = status, by, now
    suggestion.save(update_fields=["status", "answered_by", "answered_at"])
    return suggestion
