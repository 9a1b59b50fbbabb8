"""A contact of everything: a consent, a merge, a suggestion, a conversation and an escalation."""

from __future__ import annotations

from django.utils import timezone

from voice.conversations.models import Conversation
from widget.models import Escalation
from workspaces.contacts import services
from workspaces.contacts.models import ContactSuggestion

_EMAIL = "visitor@example.com"


def make_contacts(conversation: Conversation, escalation: Escalation) -> dict[str, str]:
    """Ids by the name of the path's parameter. Within a scope."""
    now = timezone.now()
    contact = services.create_contact(name="Vera", email=_EMAIL, now=now)
    Conversation.objects.filter(pk=conversation.pk).update(contact=contact)
    Escalation.objects.filter(pk=escalation.pk).update(contact=contact)
    consent = services.give_consent(contact=contact, channel="EMAIL", source="WIDGET", now=now)
    services.identify_contact(email=_EMAIL, phone="+15550100500", source="WIDGET", now=now)
    other = services.create_contact(name="Walter", phone="+15550100600", now=now)
    doubled = services.create_contact(name="Walt", email="walter@example.com", now=now)
    merge = services.merge_contacts(contact=other, other=doubled, by=None, now=now)
    return {
        "contact_id": contact.public_id,
        "other_contact_id": other.public_id,
        "consent_id": consent.public_id,
        "merge_id": merge.public_id,
        "suggestion_id": ContactSuggestion.objects.get().public_id,
    }
