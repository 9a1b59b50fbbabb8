"""A workspace with one of everything, and members of every role.

A new parameter of a path needs an entry in `World.ids`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import services as accounts
from accounts.models import DataExport
from accounts.services import start_session
from accounts.tokens import link_token
from analytics.models import UnansweredQuestion, Wording
from core.scope import workspace_scope
from core.testing import ApiClient
from core.testing.rows import make_row
from knowledge import services as knowledge
from knowledge.models import Crawl, Document
from knowledge.services import crawls
from knowledge.tests.factories import make_collection
from operations.tests.api_world_contacts import make_contacts
from operations.tests.scheduling_rows import make_scheduling
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Message
from voice.evaluations.models import EvaluationCase, EvaluationRun
from voice.providers.models import Provider
from widget.models import Escalation, Feedback, VisitorSession
from widget.services import begin_session, chat, record_event
from workspaces.models import ApiKey, Workspace
from workspaces.tests.factories import (
    Person,
    add_member,
    allow_networks,
    make_invitation,
    make_key,
    make_person,
    make_workspace,
    membership_of,
)

Body = Callable[["World"], dict[str, Any]]


@dataclass(frozen=True)
class World:
    """owner: of the workspace. key: the text of its API key, for local pages only.
    ids: by the name of the path's parameter.
    """

    owner: Person
    workspace: Workspace
    key: str
    ids: dict[str, str]

    @property
    def visitor(self) -> ApiClient:
        """A client with the API key and without an account."""
        return ApiClient(**{"X-API-Key": self.key, "Origin": "http://localhost"})


NETWORKS = ["127.0.0.0/8"]
EMPTY_ARCHIVE = b"PK\x05\x06" + bytes(18)


def make_world(owner: Person, name: str) -> World:
    workspace = make_workspace(owner, name=name)
    allow_networks(workspace, NETWORKS)
    agent, collection = make_agent(workspace), make_collection(workspace)
    key = make_key(workspace)
    with workspace_scope(workspace.pk):
        row = ApiKey.objects.get()
        document = _add_document(collection)
        entry = _add_entry(collection)
        crawl = _crawl(collection)
        asked = _ask(agent, row)
        _answer(asked.answer)
        escalation = _escalate(agent, asked.answer.conversation)
        contacts = make_contacts(asked.answer.conversation, escalation)
        make_row(Feedback, workspace.pk, message=asked.answer)
        older = _legacy_session(agent, row)
        test = make_row(EvaluationCase, workspace.pk, agent=agent, question="Is there parking?")
        provider = _provider(workspace)
        run = make_row(EvaluationRun, workspace.pk, agent=agent, state="PASSED")
        question = _ask_in_vain(agent)
        scheduling = make_scheduling()
    return World(
        owner=owner,
        workspace=workspace,
        key=key,
        ids={
            **scheduling,
            "workspace_id": workspace.public_id,
            "key_id": row.public_id,
            "member_id": _colleague(workspace).public_id,
            "invitation_id": make_invitation(workspace, owner, "stranger@example.com").public_id,
            "agent_id": agent.public_id,
            "collection_id": collection.public_id,
            "crawl_id": crawl.public_id,
            "document_id": document.public_id,
            "entry_id": entry.public_id,
            "message_id": asked.answer.public_id,
            "conversation_id": asked.answer.conversation.public_id,
            "escalation_id": escalation.public_id,
            "chat_id": asked.session.key,
            "older_chat_id": older.key,
            "test_id": test.public_id,
            "provider_id": provider.public_id,
            "run_id": run.public_id,
            "question_id": question.public_id,
            **contacts,
            "session_id": session_of(owner).session.public_id,
            "token": _export_token(owner),
        },
    )


def _add_entry(collection: Any) -> Document:
    return knowledge.add_qa_entry(
        collection=collection,
        question="Is there parking?",
        answer="Yes, behind the house.",
        by=None,
        now=timezone.now(),
    )


def _add_document(collection: Any) -> Document:
    return knowledge.add_document(
        collection=collection,
        file=ContentFile(b"We are open from nine to five."),
        file_name="hours.txt",
        title="",
        max_bytes=1_000,
        now=timezone.now(),
    )


def _crawl(collection: Any) -> Crawl:
    """A crawl that has not started, and never will."""
    url = "https://example.com/"
    crawl = crawls.add_website(collection=collection, url=url, now=timezone.now()).crawl
    crawls.cancel_run(crawl=crawl, now=timezone.now())
    return crawl


def _ask(agent: Agent, key: ApiKey) -> Any:
    return chat(
        agent=agent,
        session_key=None,
        question="When are you open?",
        api_key_id=key.pk,
        quota=None,
        page_url="",
        user_agent="",
        request_key="",
        now=timezone.now(),
    )


def _answer(message: Message) -> None:
    """Answer the message, as the agent would."""
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.COMPLETED, content="From 9 am.", is_answered=True, confidence=0.9
    )


def _legacy_session(agent: Agent, key: ApiKey) -> VisitorSession:
    session = begin_session(agent=agent, api_key_id=key.pk, now=timezone.now())
    record_event(session=session, type="opened", data={}, now=timezone.now())
    return session


def _provider(workspace: Workspace) -> Any:
    return make_row(Provider, workspace.pk, kind="LOCAL", base_url="", name="Ours", model="small-1")


def _escalate(agent: Agent, conversation: Conversation) -> Any:
    return make_row(
        Escalation,
        agent.workspace_id,
        agent=agent,
        conversation=conversation,
        email="visitor@example.com",
    )


def _ask_in_vain(agent: Agent) -> Any:
    """A question that the agent could not answer."""
    text = "Do you have a garden?"
    question = make_row(UnansweredQuestion, agent.workspace_id, agent=agent, question=text)
    make_row(Wording, agent.workspace_id, agent=agent, question=question, text=text)
    return question


def _colleague(workspace: Workspace) -> Any:
    person = make_person(f"colleague-of-{workspace.slug}")
    add_member(workspace, person, "VIEWER")
    return membership_of(workspace, person)


def session_of(person: Person) -> accounts.SignedIn:
    return start_session(user=person.user, user_agent="", address="127.0.0.1", now=timezone.now())


def _export_token(person: Person) -> str:
    """The token of a finished archive."""
    now = timezone.now()
    export = DataExport(user=person.user, state="READY", created_at=now, ready_at=now)
    export.expires_at = now + timedelta(days=7)
    export.file.save("export.zip", ContentFile(EMPTY_ARCHIVE))
    return link_token("EXPORT", export.uuid, export.expires_at)


def people_of(world: World) -> dict[str, ApiClient]:
    """Callers by role; a stranger has another workspace."""
    stranger = make_person("stranger")
    make_workspace(stranger, name="Strange")
    found = {"anonymous": ApiClient(), "stranger": stranger.api}
    for role in ("VIEWER", "MEMBER", "ADMIN"):
        person = make_person(role.lower())
        add_member(world.workspace, person, role)
        found[role] = person.api
    return {**found, "OWNER": world.owner.api}
