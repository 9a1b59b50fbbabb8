"""Workspaces and their members."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_user, token_of
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient
from workspaces import services
from workspaces.models import Invitation, Membership, Workspace


@dataclass(frozen=True)
class Person:
    """A user with a signed-in API client."""

    user: User
    api: ApiClient


def make_person(name: str) -> Person:
    user = make_user(name)
    return Person(user, ApiClient(token_of(user)))


def make_workspace(owner: Person, name: str = "Acme", plan: str = "ENTERPRISE") -> Workspace:
    return services.create_workspace(owner=owner.user, name=name, plan=plan, now=timezone.now())


def add_member(workspace: Workspace, person: Person, role: str) -> None:
    with workspace_scope(workspace.pk):
        services.add_member(workspace=workspace, user=person.user, role=role, now=timezone.now())


def make_invitation(
    workspace: Workspace, by: Person, email: str, role: str = "MEMBER", **more: str
) -> Invitation:
    with workspace_scope(workspace.pk):
        return services.invite(email=email, role=role, by=by.user, now=timezone.now(), **more)


def membership_of(workspace: Workspace, person: Person) -> Membership:
    with as_table_owner():
        return Membership.everywhere.get(workspace=workspace, user=person.user)


def allow_networks(workspace: Workspace, networks: list[str]) -> None:
    """Allow members only from these networks."""
    with workspace_scope(workspace.pk):
        services.change_workspace(workspace=workspace, allowed_ips=networks, now=timezone.now())


def make_key(workspace: Workspace, domains: list[str] | None = None) -> str:
    """The text of a new API key."""
    with workspace_scope(workspace.pk):
        _, text = services.issue_key(
            name="Website", allowed_domains=domains or [], now=timezone.now()
        )
    return text
