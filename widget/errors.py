"""Errors of the widget."""

from core.errors import DomainError


class ResumeInvalid(DomainError):
    code, kind = "INVALID_LAST_EVENT_ID", "invalid"
    message = "Last-Event-ID must be the id of an event of this stream: a whole number from 0."


class AnswerLate(DomainError):
    code, kind = "ANSWER_LATE", "unavailable"
    message = "The answer takes longer than expected. Please ask again."
