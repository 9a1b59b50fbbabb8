"""Consents: given and withdrawn. Every statement is a row of its own, and none is changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.events import publish_event
from workspaces.contacts.errors import ConsentInTheFuture
from workspaces.contacts.events import ContactChanged
from workspaces.contacts.models import Consent, Contact


def give_consent(
    *,
    contact: Contact,
    channel: str,
    source: str,
    now: datetime,
    wording: str = "",
    at: datetime | None = None,
    by: User | None = None,
) -> Consent:
    """The person agrees to be contacted on the channel. Record it only for whoever has shown to be
    this person, or for a contact that the same act has made.

    wording: the sentence that they agreed to. at: when they said so; by default `now`.
    by: the member who recorded it. Raises ConsentInTheFuture.
    """
    return state_consent(
        contact=contact,
        channel=channel,
        state=Consent.State.GIVEN,
        source=source,
        wording=wording,
        at=at,
        by=by,
        now=now,
    )


def withdraw_consent(
    *,
    contact: Contact,
    channel: str,
    source: str,
    now: datetime,
    wording: str = "",
    at: datetime | None = None,
    by: User | None = None,
) -> Consent:
    """The person does not agree any more; see `give_consent`."""
    return state_consent(
        contact=contact,
        channel=channel,
        state=Consent.State.WITHDRAWN,
        source=source,
        wording=wording,
        at=at,
        by=by,
        now=now,
    )


@transaction.atomic
def state_consent(
    *,
    contact: Contact,
    channel: str,
    state: str,
    source: str,
    now: datetime,
    wording: str = "",
    at: datetime | None = None,
    by: User | None = None,
) -> Consent:
    """Record what the person said; of a merged contact, at the one that is kept."""
    check_past(at or now, now=now)
    kept = contact.merged_into or contact
    consent = Consent.objects.create(
        workspace_id=kept.workspace_id,
        contact=kept,
        channel=channel,
        state=state,
        source=source,
        wording=wording,
        at=at or now,
        recorded_by=by,
        recorded_at=now,
    )
    publish_event(ContactChanged(contact_id=kept.public_id, fields=["consents"]))
    return consent


def check_past(at: datetime, *, now: datetime) -> None:
    if at > now:
        raise ConsentInTheFuture(field="at")
