"""A workspace with one of everything, members of every role, and a valid request for every route.

A new route needs an entry in BODIES if it takes a body, and one in `World.ids` for each new
parameter of its path; the sweep and the bad-input matrix fail until it has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import DataExport
from accounts.services import resend_code, start_session
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_codes
from accounts.tokens import link_token
from analytics.models import UnansweredQuestion, Wording
from core import ids
from core.scope import workspace_scope
from core.testing import ApiClient, Operation
from core.testing.openapi import document
from core.testing.rows import make_row
from knowledge import services as knowledge
from knowledge.models import Crawl, Document
from knowledge.services import crawls
from knowledge.tests.factories import make_collection
from voice.agents.models import Agent
from voice.agents.services import archive_agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Message
from voice.conversations.services import take_over
from voice.evaluations.models import EvaluationCase, EvaluationRun
from voice.providers.models import Provider
from widget.models import Escalation, Feedback
from widget.services import begin_session, chat, record_event
from workspaces.models import ApiKey, Membership, Workspace
from workspaces.services import invitation_token
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
        escalation = make_row(
            Escalation, workspace.pk, agent=agent, conversation=asked.answer.conversation
        )
        make_row(Feedback, workspace.pk, message=asked.answer)
        older = begin_session(agent=agent, api_key_id=row.pk, now=timezone.now())
        record_event(session=older, type="opened", data={}, now=timezone.now())
        test = make_row(EvaluationCase, workspace.pk, agent=agent)
        provider = make_row(Provider, workspace.pk, kind="LOCAL", base_url="")
        run = make_row(EvaluationRun, workspace.pk, agent=agent, state="PASSED")
        question = make_row(UnansweredQuestion, workspace.pk, agent=agent)
        make_row(Wording, workspace.pk, agent=agent, question=question)
    return World(
        owner=owner,
        workspace=workspace,
        key=key,
        ids={
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
            "session_id": _session_of(owner).session.public_id,
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


def _colleague(workspace: Workspace) -> Any:
    person = make_person(f"colleague-of-{workspace.slug}")
    add_member(workspace, person, "VIEWER")
    return membership_of(workspace, person)


def _session_of(person: Person) -> accounts.SignedIn:
    return start_session(user=person.user, user_agent="", address="127.0.0.1", now=timezone.now())


def _export_token(person: Person) -> str:
    """The token of a finished archive."""
    now = timezone.now()
    export = DataExport(user=person.user, state="READY", created_at=now, ready_at=now)
    export.expires_at = now + timedelta(days=7)
    export.file.save("export.zip", ContentFile(b"PK"))
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


def _newcomers_code(_: World) -> dict[str, str]:
    user = make_user("newcomer", verified=False)
    resend_code(email=user.email, now=timezone.now())
    return {"email": user.email, "otp_code": mailed_codes(user.email)[-1]}


def _refresh_token(world: World) -> dict[str, str]:
    return {"refresh_token": _session_of(world.owner).refresh_token}


def _owners_reset_code(world: World) -> dict[str, str]:
    email = world.owner.user.email
    accounts.forgot_password(email=email, by="code", now=timezone.now())
    code = mailed_codes(email)[-1]
    return {"email": email, "otp_code": code, "new_password": "another-horse-8"}


def _code_for_another_address(world: World) -> dict[str, str]:
    email = "another@example.com"
    accounts.request_email_change(
        user=world.owner.user, password=PASSWORD, email=email, now=timezone.now()
    )
    return {"otp_code": mailed_codes(email)[-1]}


def _password_of_an_owner_alone(world: World) -> dict[str, str]:
    """An owner of a workspace with other members cannot close the account."""
    with workspace_scope(world.workspace.pk):
        Membership.objects.exclude(user=world.owner.user).delete()
    return {"password": PASSWORD}


def _invitation_of_a_newcomer(world: World) -> dict[str, str]:
    invitation = make_invitation(world.workspace, world.owner, "newcomer@example.com")
    return {"token": invitation_token(invitation=invitation, mailed=True)}


def _invitation_of_the_owner(world: World) -> dict[str, str]:
    """An invitation to another workspace."""
    host = make_person("host")
    workspace = make_workspace(host, name="Host's")
    invitation = make_invitation(workspace, host, world.owner.user.email)
    return {"token": invitation_token(invitation=invitation, mailed=True)}


def _agent(world: World) -> dict[str, Any]:
    return {
        "name": "Seller",
        "description": "Sells.",
        "agent_type": "SALES",
        "behavior_settings": {
            "tone": "friendly",
            "response_style": "brief",
            "language_mode": "auto",
            "system_prompt": "Be brief.",
            "allowed_topics": ["Opening hours"],
            "blocked_words": ["rival"],
        },
        "response_config": {
            "max_response_length": 300,
            "confidence_threshold": 0.6,
            "show_sources": True,
            "unsupported_sentences": "FLAG",
        },
        "conversation_rules": {"own_key": [1, {"x": None}]},
        "publish_gate": "WARN",
        "greeting_message": "Hi!",
        "fallback_message": "I do not know.",
        "knowledge_collection_ids": [world.ids["collection_id"]],
        "provider_id": world.ids["provider_id"],
        "fallback_provider_ids": [world.ids["provider_id"]],
    }


def _test(world: World) -> dict[str, Any]:
    return {
        "question": "And on Saturday?",
        "history": [{"role": "user", "content": "When are you open?"}],
        "contains": ["10 am"],
        "excludes": ["closed"],
        "expects_answer": True,
        "document_id": world.ids["document_id"],
        "min_confidence": 0.5,
    }


_PROVIDER = {
    "base_url": "https://llm.example/v1",
    "api_key": "sk-of-the-tests-0123456789",
    "model": "large-1",
    "input_cost": 0.15,
    "output_cost": 0.6,
    "timeout_seconds": 20,
    "is_active": False,  # so that nobody asks it
}


# A valid body with every field, for every operation that takes one.
BODIES: dict[str, Body] = {
    "Auth.signup": lambda _: {
        "email": "new@example.com",
        "password": "SecurePass123!",
        "full_name": "New",
    },
    "Auth.verify_otp": _newcomers_code,
    "Auth.resend_otp": lambda _: {"email": "new@example.com"},
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "Auth.refresh": _refresh_token,
    "Auth.forgot_password": lambda world: {"email": world.owner.user.email},
    "Auth.reset_password": _owners_reset_code,
    "Account.change_profile": lambda _: {"full_name": "Another Name"},
    "Account.change_password": lambda _: {
        "old_password": PASSWORD,
        "new_password": "another-horse-8",
    },
    "Account.change_email": lambda _: {"email": "another@example.com", "password": PASSWORD},
    "Account.confirm_email": _code_for_another_address,
    "Account.close": _password_of_an_owner_alone,
    "Workspaces.create": lambda _: {
        "name": "Second",
        "company_name": "Second Ltd",
        "address": "1 High Street",
        "phone": "+1-555-010-0100",
        "description": "The other one.",
        "timezone": "Europe/Vienna",
        "settings": {"a": 1},
    },
    "WorkspaceDetail.partial_update": lambda _: {
        "name": "Renamed",
        "company_name": "Renamed Ltd",
        "address": "2 High Street",
        "phone": "+1-555-010-0200",
        "description": "Under another name.",
        "logo_url": "https://example.com/logo.png",
        "timezone": "Asia/Kolkata",
        "settings": {"b": 2},
        "allowed_ips": NETWORKS,  # unchanged: only the owner may change them
    },
    "WorkspaceDetail.transfer": lambda world: {"member_id": world.ids["member_id"]},
    "Members.partial_update": lambda _: {"role": "ADMIN"},
    "Invitations.create": lambda _: {
        "email": "new@example.com",
        "role": "ADMIN",
        "name": "New",
    },
    "Invitations.partial_update": lambda _: {"role": "VIEWER"},
    "InvitationAnswers.offer": _invitation_of_a_newcomer,
    "InvitationAnswers.register": lambda world: {
        **_invitation_of_a_newcomer(world),
        "password": "SecurePass123!",
        "full_name": "Newcomer",
    },
    "InvitationAnswers.accept_by_token": _invitation_of_the_owner,
    "ApiKeys.create": lambda _: {
        "name": "Second",
        "allowed_domains": ["example.com"],
        "scopes": ["widget:chat"],
        "expires_at": "2099-01-01T00:00:00Z",
    },
    "ApiKeys.partial_update": lambda _: {
        "name": "Renamed",
        "allowed_domains": ["example.org"],
        "scopes": ["widget:read"],
        "expires_at": "2099-01-01T00:00:00Z",
    },
    "Crawls.create": lambda world: {
        "url": "https://example.org/docs",
        "collection_id": world.ids["collection_id"],
        "max_pages": 10,
        "include_patterns": ["/docs/*"],
        "exclude_patterns": ["/docs/old/*"],
        "schedule": "WEEKLY",
    },
    "Crawls.partial_update": lambda _: {
        "max_pages": 20,
        "include_patterns": ["/shop/*"],
        "exclude_patterns": ["/blog/*"],
        "schedule": "DAILY",
    },
    "Collections.create": lambda _: {"name": "Second", "description": "More."},
    "Collections.partial_update": lambda _: {"name": "Renamed", "description": "Less."},
    "Documents.partial_update": lambda world: {
        "title": "Renamed",
        "collection_id": world.ids["collection_id"],
    },
    "DocumentVersions.rollback": lambda _: {"version": 1},
    "QaEntries.create": lambda world: {
        "question": "Do you take dogs?",
        "answer": "Small ones.",
        "alternatives": ["May I bring my dog?"],
        "collection_id": world.ids["collection_id"],
    },
    "QaEntries.partial_update": lambda _: {
        "question": "Do you take cats?",
        "answer": "All of them.",
        "alternatives": ["May I bring my cat?"],
    },
    "EmbeddingIndex.update": lambda _: {
        "kind": "OPENAI_COMPATIBLE",
        "base_url": "https://embeddings.example.com/v1",
        "api_key": "sk-secret",
        "model": "small",
    },
    "Agents.create": _agent,
    "Agents.partial_update": _agent,
    "Providers.create": lambda _: {"name": "Second", "kind": "OPENAI_COMPATIBLE", **_PROVIDER},
    "Providers.partial_update": lambda _: {"name": "Renamed", "kind": "ANTHROPIC", **_PROVIDER},
    "Publishing.test": lambda _: {
        "message": "hello",
        "history": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}],
    },
    "Publishing.rollback": lambda _: {"version": "1.0", "restore_draft": True},
    "AgentTests.create": _test,
    "AgentTests.partial_update": _test,
    "ConversationTests.create": lambda world: {
        "message_id": world.ids["message_id"],
        "expected": "From 9 am",
    },
    "Unanswered.resolve": lambda world: {
        "answer": "From 9 am.",
        "question": "When do you open?",
        "collection_id": world.ids["collection_id"],
    },
    "ConversationHandling.take_over": lambda _: {"force": True},
    "ConversationHandling.reply": lambda _: {"content": "Let me look that up."},
    "ConversationHandling.typing": lambda _: {"is_typing": True},
    "ConversationSettings.update": lambda _: {"retention_days": 90},
    "AgentWidget.partial_update": lambda _: {
        "theme": "dark",
        "primary_color": "#a1b2c3",
        "border_radius": 8,
        "position": "bottom-left",
        "greeting_enabled": False,
        "greeting_delay": 500,
        "suggested_questions": ["When are you open?"],
        "show_powered_by": False,
        "avatar_url": "https://example.com/avatar.png",
        "language": "de",
        "feedback_enabled": False,
        "escalation_enabled": False,
    },
    "Escalations.partial_update": lambda world: {
        "status": "RESOLVED",
        "assigned_to": world.owner.user.public_id,
    },
    "VisitorFeedback.create": lambda world: {
        "message_id": world.ids["message_id"],
        "feedback_type": "THUMBS_UP",
        "comment": "Very helpful!",
    },
    "VisitorEscalation.create": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["chat_id"],
        "email": "visitor@example.com",
        "message": "Please call me.",
        "name": "Vera",
    },
    "VisitorChat.typing": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["chat_id"],
        "is_typing": True,
    },
    "VisitorChat.read": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["chat_id"],
        "message_id": world.ids["message_id"],
    },
    "OlderEmbed.init": lambda world: {
        "agent_id": world.ids["agent_id"],
        "api_key": world.key,
        "page_url": "http://localhost/shop",
        "page_title": "Shop",
        "referrer": "http://localhost/",
        "language": "en",
    },
    "OlderEmbed.event": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": world.ids["older_chat_id"],
        "event_type": "opened",
        "event_data": {"by": "click"},
    },
    "Chat.create": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": "sess_tests",
        "message": "Are you open?",
        "metadata": {"page_url": "http://localhost/", "user_agent": "tests"},
    },
}


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
    "DocumentVersions.rollback": _read_document,
    "EmbeddingIndex.cancel": _change_embedder,
    "Agents.destroy": _archive,
    **dict.fromkeys(
        [f"ConversationHandling.{verb}" for verb in ("reply", "typing", "hand_back")], _take_over
    ),
}

# Like BODIES, for operations that take a form.
FORMS: dict[str, Body] = {
    "Documents.create": lambda world: {
        "file": ContentFile(b"Parking is free.", "parking.txt"),
        "collection_id": world.ids["collection_id"],
        "title": "Parking",
    },
}


# Queries of operations that require one.
QUERIES: dict[str, dict[str, str]] = {
    "Search.everywhere": {"q": "parking"},
    "Search.in_collection": {"q": "parking"},
}


def body_of(operation: Operation, world: World) -> dict[str, Any] | None:
    """A new valid body; None for an operation that takes none."""
    make = BODIES.get(operation.name) or FORMS.get(operation.name)
    return make(world) if make else None


def make_ready(operation: Operation, world: World) -> None:
    """Put the world into the state in which a valid request is accepted."""
    if operation.name in BEFORE:
        BEFORE[operation.name](world)


def send(
    api: ApiClient, operation: Operation, path_ids: dict[str, str], body: dict[str, Any] | None
) -> Any:
    path = operation.path(path_ids)
    if operation.name in FORMS:
        return api.upload(path, body or {})
    return api.call(operation.method, path, body=body, query=QUERIES.get(operation.name))


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what the block does, so that the next case starts from the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def described(operation: Operation) -> dict[str, Any]:
    """The operation in the OpenAPI document."""
    return dict(document()["paths"][operation.template][operation.method.lower()])


def query_parameters(operation: Operation) -> dict[str, dict[str, Any]]:
    """Name → schema."""
    parameters = described(operation).get("parameters", [])
    return {each["name"]: each["schema"] for each in parameters if each["in"] == "query"}


def unknown(public_id: str) -> str:
    """A well-formed id of the same kind that does not exist."""
    return ids.encode(public_id.rpartition("_")[0], ids.new_uuid())
