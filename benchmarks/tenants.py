"""Workspaces for benchmarks, created by the services."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache

from django.utils import timezone

from accounts.models import User
from benchmarks.visitors import Desk
from core.scope import workspace_scope
from knowledge.models import Collection
from knowledge.services import create_collection
from voice.agents.services import create_agent, publish_agent
from workspaces.models import Workspace
from workspaces.services import create_workspace, issue_key

EMAIL = "bench@frontdesk.example"
PASSWORD = secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A workspace with a published agent that searches all its documents."""

    workspace: Workspace
    collection: Collection
    desk: Desk


@cache
def owner() -> User:
    """The benchmark's user; signs in with EMAIL and PASSWORD."""
    now = timezone.now()
    return User.objects.create_user(EMAIL, PASSWORD, full_name="Bench", email_verified_at=now)


def make_tenant(name: str) -> Tenant:
    now = timezone.now()
    workspace = create_workspace(owner=owner(), name=name, plan=Workspace.Plan.ENTERPRISE, now=now)
    with workspace_scope(workspace.pk):
        collection = create_collection(name="Documents", now=now)
        agent = create_agent(name="Robin", now=now)
        publish_agent(agent=agent, now=now)
        _, key = issue_key(name="Benchmark", allowed_domains=[], now=now)
    return Tenant(workspace, collection, Desk(agent.public_id, key))
