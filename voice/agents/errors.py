"""Errors of agents and their packages."""

from core.errors import DomainError


class AgentNameTaken(DomainError):
    code, kind = "DUPLICATE", "conflict"
    message = "There is already an agent called “{name}”."


class AgentNotPublished(DomainError):
    code, kind = "AGENT_NOT_PUBLISHED", "missing"
    message = "This agent is not published."


class AgentArchived(DomainError):
    code, kind = "AGENT_ARCHIVED", "conflict"
    message = "This agent is archived. Unarchive it first."


class AgentInUse(DomainError):
    code, kind = "AGENT_IN_USE", "conflict"
    message = "Only an archived agent, or one that was never published, can be deleted."


class VersionNotRestorable(DomainError):
    code, kind = "VERSION_NOT_RESTORABLE", "conflict"
    message = "The collections used by version {number} no longer exist."


class CollectionsNotSelected(DomainError):
    code, kind = "COLLECTIONS_NOT_SELECTED", "invalid"
    message = "An agent with the scope ALL has no collections of its own. Leave them out."


class KnowledgeMissing(DomainError):
    code, kind = "KNOWLEDGE_MISSING", "conflict"
    message = (
        "This agent may only answer from selected collections, and none of them exists any more. "
        "Select others, or all of the workspace's, before you publish it."
    )


class AgentNotFound(DomainError):
    code, kind, message = "AGENT_NOT_FOUND", "missing", "Agent not found"


class PackageMissing(DomainError):
    code, kind, message = "PACKAGE_MISSING", "missing", "There is no such package."


class PackageRefused(DomainError):
    """answered: the HTTP status of the source's response, if there was one."""

    code, kind, message = "PACKAGE_REFUSED", "upstream", "{reason}"

    @property
    def answered(self) -> int | None:
        return self.facts.get("answered")
