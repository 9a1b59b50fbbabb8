"""A workspace with one of everything, people of every role, and a good request for every route.

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
from core import ids
from core.scope import workspace_scope
from core.testing import ApiClient, Operation
from core.testing.openapi import document
from knowledge import services as knowledge
from knowledge.models import Document
from knowledge.tests.factories import make_collection
from voice.models import Agent
from voice.tests.factories import make_agent
from widget.services import chat
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
    """owner: of the workspace. key: the text of its API key, for pages of this machine only.
    ids: by the name of the path's parameter."""

    owner: Person
    workspace: Workspace
    key: str
    ids: dict[str, str]

    @property
    def visitor(self) -> ApiClient:
        """Somebody on a website, with the key and without an account."""
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
        asked = _ask(agent, row)
    return World(
        owner=owner,
        workspace=workspace,
        key=key,
        ids={
            "workspace_id": workspace.name_outside,
            "key_id": row.name_outside,
            "member_id": _colleague(workspace).name_outside,
            "invitation_id": make_invitation(workspace, owner, "stranger@example.com").name_outside,
            "agent_id": agent.name_outside,
            "collection_id": collection.name_outside,
            "document_id": document.name_outside,
            "message_id": asked.answer.name_outside,
            "session_id": _session_of(owner).session.name_outside,
            "token": _export_token(owner),
        },
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


def _colleague(workspace: Workspace) -> Any:
    person = make_person(f"colleague-of-{workspace.slug}")
    add_member(workspace, person, "VIEWER")
    return membership_of(workspace, person)


def _session_of(person: Person) -> accounts.SignedIn:
    return start_session(user=person.user, user_agent="", address="127.0.0.1", now=timezone.now())


def _export_token(person: Person) -> str:
    """Of an archive that is ready."""
    now = timezone.now()
    export = DataExport(user=person.user, state="READY", created_at=now, ready_at=now)
    export.expires_at = now + timedelta(days=7)
    export.file.save("export.zip", ContentFile(b"PK"))
    return link_token("EXPORT", export.public_id, export.expires_at)


def people_of(world: World) -> dict[str, ApiClient]:
    """Callers by what they are to the workspace; a stranger has a workspace of their own."""
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
    """Who has others in a workspace cannot leave it."""
    with workspace_scope(world.workspace.pk):
        Membership.objects.exclude(user=world.owner.user).delete()
    return {"password": PASSWORD}


def _invitation_of_a_newcomer(world: World) -> dict[str, str]:
    invitation = make_invitation(world.workspace, world.owner, "newcomer@example.com")
    return {"token": invitation_token(invitation=invitation, mailed=True)}


def _invitation_of_the_owner(world: World) -> dict[str, str]:
    """To somebody else's workspace."""
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
        },
        "response_config": {
            "max_response_length": 300,
            "confidence_threshold": 0.6,
            "show_sources": True,
        },
        "conversation_rules": {"own_key": [1, {"x": None}]},
        "greeting_message": "Hi!",
        "fallback_message": "I do not know.",
        "knowledge_collection_ids": [world.ids["collection_id"]],
    }


# A good body for every operation that takes one, with every field it knows.
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
        "allowed_ips": NETWORKS,  # as they are: others are the owner's to choose
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
    "Collections.create": lambda _: {"name": "Second", "description": "More."},
    "Collections.partial_update": lambda _: {"name": "Renamed", "description": "Less."},
    "Agents.create": _agent,
    "Agents.partial_update": _agent,
    "Agents.test": lambda _: {
        "message": "hello",
        "history": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}],
    },
    "Chat.create": lambda world: {
        "agent_id": world.ids["agent_id"],
        "session_id": "sess_tests",
        "message": "Are you open?",
        "metadata": {"page_url": "http://localhost/", "user_agent": "tests"},
    },
}

# The same for those that take a form.
FORMS: dict[str, Body] = {
    "Documents.create": lambda world: {
        "file": ContentFile(b"Parking is free.", "parking.txt"),
        "collection_id": world.ids["collection_id"],
        "title": "Parking",
    },
}


def body_of(operation: Operation, world: World) -> dict[str, Any] | None:
    """A good body, fresh; None for an operation that takes none."""
    make = BODIES.get(operation.name) or FORMS.get(operation.name)
    return make(world) if make else None


def send(
    api: ApiClient, operation: Operation, path_ids: dict[str, str], body: dict[str, Any] | None
) -> Any:
    path = operation.path(path_ids)
    if operation.name in FORMS:
        return api.upload(path, body or {})
    return api.call(operation.method, path, body=body)


@contextmanager
def undone() -> Iterator[None]:
    """What the body does to the database is undone: the next case finds it as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def described(operation: Operation) -> dict[str, Any]:
    """What the OpenAPI document says of it."""
    return dict(document()["paths"][operation.template][operation.method.lower()])


def query_parameters(operation: Operation) -> dict[str, dict[str, Any]]:
    """Name → schema."""
    parameters = described(operation).get("parameters", [])
    return {each["name"]: each["schema"] for each in parameters if each["in"] == "query"}


def unknown(public_id: str) -> str:
    """A well-formed id of the same kind that nobody has."""
    return ids.encode(public_id.rpartition("_")[0], ids.new_uuid())
