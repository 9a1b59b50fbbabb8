"""What agents and conversations refuse."""

from core.errors import DomainError


class AgentNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already an agent called “{name}”."


class AgentNotPublished(DomainError):
    code, kind = "AGENT_NOT_PUBLISHED", "missing"
    message = "This agent is not published."


class AnswerInterrupted(DomainError):
    code, kind = "ANSWER_INTERRUPTED", "unavailable"
    message = "The answer was interrupted. Please ask again."
