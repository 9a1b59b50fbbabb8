"""Events of the widget, besides questions."""

from __future__ import annotations

from typing import Annotated

from core.events import Event, event, example, one_of, public_id
from voice.conversations.events import AgentId, ConversationId, MessageId
from workspaces.contacts.events import ContactId

_Email = Annotated[str, example("dana@example.com")]
_Name = Annotated[str, example("Dana Diver")]


@event("FEEDBACK_RECEIVED", version=1, aggregate="conversation_id")
class FeedbackReceived(Event):
    """A visitor has rated an answer. A later rating replaces an earlier one.

    conversation_id: The conversation.
    message_id: The answer.
    feedback_type: The rating.
    comment: The visitor's comment; empty without one.
    """

    conversation_id: ConversationId
    message_id: MessageId
    feedback_type: Annotated[str, one_of("THUMBS_UP", "THUMBS_DOWN")]
    comment: Annotated[str, example("Just what I needed.")]


@event("ESCALATION_REQUESTED", version=1, aggregate="conversation_id")
class EscalationRequested(Event):
    """A visitor has asked for a human and left an address.

    conversation_id: The conversation in which it happened.
    agent_id: The agent that answered in it.
    escalation_id: The escalation.
    contact_id: Whom the address names.
    email: The visitor's address, as they wrote it.
    name: The visitor's name; null if they gave none.
    message: The visitor's message; empty without one.
    """

    conversation_id: ConversationId
    agent_id: AgentId
    escalation_id: Annotated[str, public_id("esc")]
    contact_id: ContactId
    email: _Email
    name: _Name | None
    message: Annotated[str, example("I have a question about my invoice.")]


@event("LEAD_CAPTURED", version=1, aggregate="conversation_id")
class LeadCaptured(Event):
    """A visitor has left an address: so far always together with an escalation.

    conversation_id: The conversation in which it happened.
    agent_id: The agent that answered in it.
    contact_id: Whom the address names.
    email: The visitor's address, as they wrote it.
    name: The visitor's name; null if they gave none.
    """

    conversation_id: ConversationId
    agent_id: AgentId
    contact_id: ContactId
    email: _Email
    name: _Name | None
