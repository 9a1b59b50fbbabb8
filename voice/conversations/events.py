"""Events of conversations."""

from __future__ import annotations

from typing import Annotated

from core.events import Event, event, example, public_id

AgentId = Annotated[str, public_id("agent")]
ConversationId = Annotated[str, public_id("conv")]
MessageId = Annotated[str, public_id("msg")]
UserId = Annotated[str, public_id("usr")]


@event("CONVERSATION_STARTED", version=1, aggregate="conversation_id")
class ConversationStarted(Event):
    """A visitor or a member has started a conversation.

    conversation_id: The conversation.
    agent_id: The agent that answers in it; null if each question is routed to an agent.
    """

    conversation_id: ConversationId
    agent_id: AgentId | None


@event("MESSAGE_RECEIVED", version=1, aggregate="conversation_id")
class MessageReceived(Event):
    """A visitor or a member has asked a question. Answers and replies have no event.

    conversation_id: The conversation of the question.
    message_id: The question.
    """

    conversation_id: ConversationId
    message_id: MessageId


@event("QUESTION_UNANSWERED", version=1, aggregate="agent_id")
class QuestionUnanswered(Event):
    """An agent had no answer to a visitor's question and sent its fallback message.

    agent_id: The agent that was asked.
    message_id: The message with the fallback.
    question: The question, as asked.
    """

    agent_id: AgentId
    message_id: MessageId
    question: Annotated[str, example("Do you deliver on Saturdays?")]


@event("CONVERSATION_TAKEN_OVER", version=1, aggregate="conversation_id")
class ConversationTakenOver(Event):
    """A member answers from now on, instead of the agent or of another member.

    conversation_id: The conversation.
    agent_id: The agent that answered before; null if the conversation has none of its own.
    assigned_to: The member who has taken it over.
    """

    conversation_id: ConversationId
    agent_id: AgentId | None
    assigned_to: UserId


@event("CONVERSATION_HANDED_BACK", version=1, aggregate="conversation_id")
class ConversationHandedBack(Event):
    """The agent answers again, after a member had taken the conversation over.

    conversation_id: The conversation.
    agent_id: The agent that answers; null if the conversation has none of its own.
    """

    conversation_id: ConversationId
    agent_id: AgentId | None


@event("CONVERSATION_ENDED", version=1, aggregate="conversation_id")
class ConversationEnded(Event):
    """A conversation was closed. It is reopened, without an event, when the visitor writes or a
    member reopens it.

    conversation_id: The conversation.
    agent_id: The agent that answered in it; null if the conversation has none of its own.
    """

    conversation_id: ConversationId
    agent_id: AgentId | None
