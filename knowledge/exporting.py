"""What a workspace knows, in its owner's export: collections, documents and their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from core.archive import Archive
from knowledge.models import Collection, Document
from workspaces.models import Workspace


def export_knowledge(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("collections", _collections())
    archive.put_rows("documents", _documents(workspace, archive))


def _collections() -> Iterator[dict[str, Any]]:
    for each in Collection.objects.order_by("pk").iterator():
        yield {
            "id": each.name_outside,
            "name": each.name,
            "description": each.description,
            "created_at": each.created_at,
        }


def _documents(workspace: Workspace, archive: Archive) -> Iterator[dict[str, Any]]:
    for each in Document.objects.select_related("collection").order_by("pk").iterator():
        suffix = PurePath(each.file.name).suffix  # never the uploader's name: it is a path to some
        path = f"{workspace.name_outside}/documents/{each.name_outside}{suffix}"
        archive.put_file(path, each.file.name)
        yield {
            "id": each.name_outside,
            "collection_id": each.collection.name_outside,
            "title": each.title,
            "file_name": each.file_name,
            "file": f"files/{path}",
            "size_bytes": each.size_bytes,
            "status": each.status,
            "error": each.error,
            "language": each.language,
            "created_at": each.created_at,
            "updated_at": each.updated_at,
        }
