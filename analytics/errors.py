"""Errors about unanswered questions."""

from core.errors import DomainError


class QuestionResolved(DomainError):
    code, kind = "QUESTION_RESOLVED", "conflict"
    message = "This question has been resolved already."


class CollectionNotUsed(DomainError):
    code, kind = "COLLECTION_NOT_USED", "conflict"
    message = "The agent does not answer from this collection."


class NoCollectionUsed(DomainError):
    code, kind = "COLLECTION_NOT_USED", "conflict"
    message = (
        "The collections that the agent may answer from have been deleted. Give the agent others "
        "and publish it first."
    )
