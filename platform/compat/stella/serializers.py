"""Shapes of the stella contract, including the extra keys that existing clients read."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import User
from core import ids
from core.api import Line, Prose, TolerantSerializer
from core.api.fields import Email, PublicId, Shape, Token
from voice.answers.models import MAX_QUESTION_LENGTH
from voice.conversations.models import Conversation
from voice.conversations.queries.chats import listed_id

UNTITLED = "Untitled Workspace"


class SomeEmail(Email):
    """An invalid address counts as unknown: not found, rather than refused."""

    def run_validators(self, value: Any) -> None:
        return None


class CredentialsIn(TolerantSerializer):
    email = Email()
    password = Token(max_length=128)


class SignInIn(TolerantSerializer):
    email = SomeEmail()
    password = Token(max_length=128)


class UserIn(TolerantSerializer):
    email = Email(required=False)


class NameIn(TolerantSerializer):
    name = Line(max_length=120)


class OptionalNameIn(TolerantSerializer):
    name = Line(max_length=120, required=False, allow_blank=True, allow_null=True)


class UserOut(Shape):
    """context: `workspaces`, those of the user, oldest first, and `default`, the default one."""

    user_id = PublicId()
    id = PublicId()
    email = serializers.CharField()
    workspaces = serializers.SerializerMethodField()
    last_workspace_id = serializers.SerializerMethodField()

    def get_workspaces(self, user: Any) -> list[str]:
        return [workspace.public_id for workspace in self.context["workspaces"]]

    def get_last_workspace_id(self, user: Any) -> str | None:
        default = self.context["default"]
        return None if default is None else default.public_id


class AgentIdIn(TolerantSerializer):
    agent_id = Line(max_length=64)


class ChatMessageIn(TolerantSerializer):
    """A message emitted by a client."""

    message = Prose(max_length=MAX_QUESTION_LENGTH)
    chat_id = Line(max_length=64)
    message_string = Token(max_length=100)


class AgentOut(Shape):
    agent_id = serializers.SerializerMethodField()
    name = serializers.CharField()
    short_description = serializers.CharField(source="description")

    def get_agent_id(self, agent: Any) -> str:
        return listed_id(agent)


class WorkspaceOut(Shape):
    """A workspace with the public ids of its `owner` and of `last_chat`, the caller's newest.

    context: `agents`, from a workspace's key to the agents of its member chats, by id.
    """

    workspace_id = PublicId()
    id = PublicId()
    name = serializers.CharField()
    owner = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField(method_name="get_owner")
    agents = serializers.SerializerMethodField()
    last_chat_id = serializers.SerializerMethodField()

    def get_owner(self, workspace: Any) -> str:
        return ids.encode(User.id_prefix, workspace.owner)

    def get_agents(self, workspace: Any) -> dict[str, Any]:
        return dict(self.context["agents"].get(workspace.pk, {}))

    def get_last_chat_id(self, workspace: Any) -> str | None:
        chat = workspace.last_chat
        return None if chat is None else ids.encode(Conversation.id_prefix, chat)


class ChatOut(Shape):
    """context: `workspace`, that of the chat."""

    chat_id = PublicId()
    workspace_id = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField(method_name="get_owner")

    def get_workspace_id(self, chat: Any) -> str:
        return str(self.context["workspace"].public_id)

    def get_owner(self, chat: Any) -> str | None:
        return None if chat.started_by is None else str(chat.started_by.public_id)


class AuthorizationOut(Shape):
    """context: `user`, whom it was issued to."""

    string = serializers.CharField()
    chat_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    created_by = serializers.SerializerMethodField()

    def get_created_by(self, _: Any) -> str:
        return str(self.context["user"].public_id)
