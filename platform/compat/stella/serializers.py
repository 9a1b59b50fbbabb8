"""Shapes of the stella contract, with the keys that clients in the field read beside its own."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api import Line, StrictSerializer
from core.api.fields import Email, PublicId, Token

UNTITLED = "Untitled Workspace"


class SomeEmail(Email):
    """What is no address is nobody's: not found, rather than refused."""

    def run_validators(self, value: Any) -> None:
        return None


class CredentialsIn(StrictSerializer):
    email = Email()
    password = Token(max_length=128)


class SignInIn(StrictSerializer):
    email = SomeEmail()
    password = Token(max_length=128)


class UserIn(StrictSerializer):
    email = Email(required=False)


class NameIn(StrictSerializer):
    name = Line(max_length=120)


class OptionalNameIn(StrictSerializer):
    name = Line(max_length=120, required=False, allow_blank=True, allow_null=True)


class UserOut(serializers.Serializer[Any]):
    """context: `workspaces`, those of the user, oldest first, and `home`, the one where they
    work unless they name another."""

    user_id = PublicId()
    id = PublicId()
    email = serializers.CharField()
    workspaces = serializers.SerializerMethodField()
    last_workspace_id = serializers.SerializerMethodField()

    def get_workspaces(self, user: Any) -> list[str]:
        return [workspace.name_outside for workspace in self.context["workspaces"]]

    def get_last_workspace_id(self, user: Any) -> str | None:
        home = self.context["home"]
        return None if home is None else home.name_outside


class WorkspaceOut(serializers.Serializer[Any]):
    """context: `owners`, from a workspace's key to its owner."""

    workspace_id = PublicId()
    id = PublicId()
    name = serializers.CharField()
    owner = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField(method_name="get_owner")
    agents = serializers.SerializerMethodField()
    last_chat_id = serializers.SerializerMethodField()

    def get_owner(self, workspace: Any) -> str:
        return str(self.context["owners"][workspace.pk].name_outside)

    def get_agents(self, workspace: Any) -> dict[str, Any]:
        return {}

    def get_last_chat_id(self, workspace: Any) -> None:
        return None
