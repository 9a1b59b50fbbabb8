"""Chats of members of a workspace."""

from __future__ import annotations

from django.utils import timezone

from core.scope import workspace_scope
from core.testing import shared
from voice.conversations.services.member_chats import start_chat
from workspaces.models import Workspace
from workspaces.tests.factories import Person


def begin(workspace: Workspace, by: Person) -> str:
    with workspace_scope(workspace.pk):
        return start_chat(by=by.user, now=timezone.now()).public_id


@shared
def chat(acme: Workspace, alice: Person) -> str:
    """Alice's chat in Acme."""
    return begin(acme, alice)
