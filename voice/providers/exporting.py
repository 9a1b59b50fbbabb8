"""Providers, for the export of their workspace. Without keys."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from voice.providers.models import Provider
from workspaces.models import Workspace


def export_providers(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("providers", _providers())


def _providers() -> Iterator[dict[str, object]]:
    names = (
        *("name", "kind", "base_url", "model", "input_cost", "output_cost"),
        *("timeout_seconds", "supports_tools", "is_active", "created_at"),
    )
    return Provider.objects.order_by("pk").values(*names).iterator()
