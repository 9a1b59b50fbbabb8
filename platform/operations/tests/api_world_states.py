"""The states in which a valid request is accepted."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from core.scope import workspace_scope
from knowledge import services as knowledge
from knowledge.models import Document
from operations.tests import api_world_scheduling
from operations.tests.api_world_rows import World
from voice.agents.models import Agent
from voice.agents.services import archive_agent
from voice.conversations.models import Conversation
from voice.conversations.services import take_over


def _archive(world: World) -> None:
    with workspace_scope(world.workspace.pk):
        archive_agent(agent=Agent.objects.get(), now=timezone.now())


def _take_over(world: World) -> None:
    with workspace_scope(world.workspace.pk):
        conversation = Conversation.objects.with_public_id(world.ids["conversation_id"]).get()
        take_over(conversation=conversation, by=world.owner.user, now=timezone.now())


def _read_document(world: World) -> None:
    with workspace_scope(world.workspace.pk):
        document = Document.objects.with_public_id(world.ids["document_id"]).get()
    knowledge.ingest_document(
        document_id=document.pk, workspace_id=world.workspace.pk, now=timezone.now
    )


def _change_embedder(world: World) -> None:
    with workspace_scope(world.workspace.pk):
        knowledge.change_embedder(
            kind="OPENAI_COMPATIBLE",
            base_url="https://embeddings.example.com/v1",
            model="small",
            now=timezone.now(),
        )


# What must be done before a valid request is accepted.
BEFORE: dict[str, Callable[[World], None]] = {
    **api_world_scheduling.BEFORE,
    "DocumentVersions.rollback": _read_document,
    "EmbeddingIndex.cancel": _change_embedder,
    "Agents.destroy": _archive,
    **dict.fromkeys(
        [f"ConversationHandling.{verb}" for verb in ("reply", "typing", "hand_back")], _take_over
    ),
}
