"""Providers of a workspace."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core.scope import workspace_scope
from core.testing import shared
from voice.providers.models import Provider
from voice.providers.services import create_provider
from workspaces.models import Workspace

KEY = "sk-live-0123456789abcdef"


@shared
def cloud(acme: Workspace) -> Provider:
    return make_provider(acme)


def make_provider(workspace: Workspace, name: str = "Cloud", **fields: Any) -> Provider:
    known = {"kind": "OPENAI_COMPATIBLE", "model": "large-1", "api_key": KEY}
    with workspace_scope(workspace.pk):
        return create_provider(name=name, **{**known, **fields}, now=timezone.now())
