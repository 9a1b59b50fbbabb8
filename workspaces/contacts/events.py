"""Events of contacts. They name whom they are about, and say nothing about them."""

from __future__ import annotations

from typing import Annotated

from core.events import Event, event, example, one_of, public_id

ContactId = Annotated[str, public_id("con")]
_MergeId = Annotated[str, public_id("cmg")]


@event("CONTACT_CREATED", version=1, aggregate="contact_id")
class ContactCreated(Event):
    """A person whom the workspace did not know has left an address or a number, or a member has
    entered them.

    contact_id: The contact.
    source: How they became known.
    """

    contact_id: ContactId
    source: Annotated[str, one_of("WIDGET", "BOOKING", "CALL", "CAMPAIGN", "MEMBER", "STAFF")]


@event("CONTACT_CHANGED", version=1, aggregate="contact_id")
class ContactChanged(Event):
    """Something that is known of a contact has changed.

    contact_id: The contact.
    fields: The names of what has changed: of fields of the contact, or `consents`.
    """

    contact_id: ContactId
    fields: list[Annotated[str, example("phone")]]


@event("CONTACT_MERGED", version=1, aggregate="contact_id")
class ContactMerged(Event):
    """Two contacts were one person. What pointed to the other one points to this one from now on.

    contact_id: The contact that is kept.
    merged_contact_id: The contact that was merged into it.
    merge_id: The merge, which can be undone.
    """

    contact_id: ContactId
    merged_contact_id: ContactId
    merge_id: _MergeId


@event("CONTACT_MERGE_UNDONE", version=1, aggregate="contact_id")
class ContactMergeUndone(Event):
    """Two contacts that had been merged are two again.

    contact_id: The contact that was kept.
    restored_contact_id: The contact that had been merged into it.
    merge_id: The merge.
    """

    contact_id: ContactId
    restored_contact_id: ContactId
    merge_id: _MergeId


@event("CONTACT_ERASED", version=1, aggregate="contact_id")
class ContactErased(Event):
    """A contact was erased, with everything that pointed to it.

    contact_id: The contact.
    """

    contact_id: ContactId
