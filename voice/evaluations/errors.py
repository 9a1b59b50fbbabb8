"""Errors of evaluations."""

from core.errors import DomainError


class DraftChanged(DomainError):
    code, kind = "DRAFT_CHANGED", "conflict"
    message = "The agent was changed while its tests ran. Publish it again."


class PublishBlocked(DomainError):
    code, kind = "TESTS_FAILED", "conflict"
    message = "{failed} of {total} tests fail, so nothing was published: {questions}."


class RunInProgress(DomainError):
    code, kind = "TESTS_RUNNING", "conflict"
    message = "The tests of this agent are running already."


class NoCases(DomainError):
    code, kind = "NO_TESTS", "conflict"
    message = "This agent has no tests yet."


class TooManyCases(DomainError):
    code, kind = "TOO_MANY_TESTS", "conflict"
    message = "An agent has at most {limit} tests."


class NothingToEvaluate(DomainError):
    code, kind = "NOTHING_TO_TEST", "conflict"
    message = "This conversation has no answered question to create a test from."
