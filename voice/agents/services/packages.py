"""Installs the agent of a package, with its documents."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from knowledge.models import Collection, Document
from knowledge.services import add_document, create_collection, delete_document
from voice.agents import queries
from voice.agents.clients.packages import Package, read_package, source_at
from voice.agents.models import Agent
from voice.agents.services.agents import AgentFields, change_agent, create_agent
from voice.agents.services.names import free_name
from voice.agents.services.publishing import publish_agent, unarchive_agent
from voice.providers.models import Provider
from workspaces.services import lock_workspace


def fetch(*, name: str, version: str = "") -> Package:
    """Fetch and check a package from the platform's source. version: the newest if empty.

    This can be slow: do not call it inside a scope. Raises PackageMissing or PackageRefused.
    """
    source = source_at(
        settings.AGENT_PACKAGE_SOURCE, allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK
    )
    wanted = version or source.newest(name)
    return read_package(source.files(name, wanted), name=name, version=wanted)


@transaction.atomic
def install(*, package: Package, now: datetime) -> Agent:
    """Install the package's agent in the workspace in scope: published, but in no member chat yet.

    An agent of the same version stays unchanged. One of another version, or whose collections have
    been deleted, is updated to this one: its documents are replaced and it is published again.

    Raises KnowledgeMissing if it had collections, but neither they nor documents of the package are
    left to answer from.
    """
    lock_workspace()
    agent = Agent.objects.filter(package__startswith=f"{package.name}:").order_by("pk").first()
    if agent is None:
        name = free_name(package.agent.name, Agent.objects.all())
        hidden: AgentFields = {**_fields(package), "answers_member_chats": False}
        agent = create_agent(name=name, now=now, **hidden)
    elif agent.status == Agent.Status.ARCHIVED:
        unarchive_agent(agent=agent, now=now)
    version = agent.published_version
    if version is not None and agent.package == package.label:
        if not queries.knows_nothing(version.behavior):
            return agent
    collections = _replace_documents(agent, package, now=now)
    change_agent(agent=agent, collections=collections, now=now, **_fields(package))
    agent.provider = Provider.objects.filter(model=package.agent.model).order_by("pk").first()
    agent.save(update_fields=["provider"])
    publish_agent(agent=agent, now=now)
    return agent


def _fields(package: Package) -> AgentFields:
    recipe = package.agent
    fields: AgentFields = {
        "package": package.label,
        "description": recipe.description,
        "behavior_settings": {"system_prompt": recipe.prompt},
        "conversation_rules": {"model": recipe.model, "tools": list(recipe.tools)},
    }
    if recipe.greeting:
        fields["greeting_message"] = recipe.greeting
    if recipe.fallback:
        fields["fallback_message"] = recipe.fallback
    return fields


def _replace_documents(agent: Agent, package: Package, *, now: datetime) -> list[Collection] | None:
    """The agent's collections, after the package's files replaced earlier ones in the first.

    None if the package has none: what the agent answers from stays as it is.
    """
    if not package.knowledge:
        return None
    collections = list(agent.collections.order_by("pk"))
    if not collections:
        collections = [
            create_collection(name=free_name(agent.name, Collection.objects.all()), now=now)
        ]
    earlier = Document.objects.filter(
        collection__in=collections, file_name__in=list(package.knowledge)
    )
    for document in earlier.order_by("pk"):
        delete_document(document=document, now=now)
    for name, content in package.knowledge.items():
        add_document(
            collection=collections[0],
            file=ContentFile(content, name),
            file_name=name,
            title="",
            max_bytes=settings.MAX_DOCUMENT_BYTES,
            now=now,
        )
    return collections
