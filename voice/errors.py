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


class AgentArchived(DomainError):
    code, kind = "AGENT_ARCHIVED", "conflict"
    message = "This agent is archived. Take it out of the archive first."


class AgentInUse(DomainError):
    code, kind = "AGENT_IN_USE", "conflict"
    message = "Only an archived agent, or one that was never published, can be deleted."


class VersionNotRestorable(DomainError):
    code, kind = "VERSION_NOT_RESTORABLE", "conflict"
    message = "The collections that version {number} answered from are gone."


class DraftChanged(DomainError):
    code, kind = "DRAFT_CHANGED", "conflict"
    message = "The agent was changed while its tests ran. Publish it again."


class PublishingStopped(DomainError):
    code, kind = "TESTS_FAILED", "conflict"
    message = "{failed} of {total} tests fail, so nothing was published: {questions}."


class RunInProgress(DomainError):
    code, kind = "TESTS_RUNNING", "conflict"
    message = "The tests of this agent are running already."


class NoTests(DomainError):
    code, kind = "NO_TESTS", "conflict"
    message = "This agent has no tests yet."


class TooManyTests(DomainError):
    code, kind = "TOO_MANY_TESTS", "conflict"
    message = "An agent has at most {limit} tests."


class NothingToTest(DomainError):
    code, kind = "NOTHING_TO_TEST", "conflict"
    message = "Nothing was asked here that the agent has answered."


class ChatIsBusy(DomainError):
    code, kind = "CHAT_IS_BUSY", "busy"
    message = "Please wait for the answers that are on their way before you ask more."


class AgentNotFound(DomainError):
    code, kind, message = "AGENT_NOT_FOUND", "missing", "Agent not found"


class ConversationTaken(DomainError):
    code, kind = "CONVERSATION_TAKEN", "conflict"
    message = "{name} has this conversation. Say `force` to take it over all the same."


class NotTakenOver(DomainError):
    code, kind = "NOT_TAKEN_OVER", "conflict"
    message = "The agent answers here. Take the conversation over first."


class OwnChat(DomainError):
    code, kind = "OWN_CHAT", "conflict"
    message = "A member's own chat with the agents cannot be taken over."


class PackageMissing(DomainError):
    code, kind, message = "PACKAGE_MISSING", "missing", "There is no such package."


class PackageRefused(DomainError):
    """answered: the status that the source answered with, where it did."""

    code, kind, message = "PACKAGE_REFUSED", "upstream", "{reason}"

    @property
    def answered(self) -> int | None:
        return self.facts.get("answered")


class ProviderNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already a provider called “{name}”."


class ModelUnnamed(DomainError):
    code, kind, message = "INVALID", "invalid", "Name the model."
