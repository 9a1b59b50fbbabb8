"""Removes orphaned files, which remain if a commit fails after the upload."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from core.scope import as_table_owner
from knowledge.models import Document

FOLDER = "documents"
_LEFT_ALONE = timedelta(days=1)  # the transaction of a newer file may still be open
_FOLDERS = 256
_FOLDERS_AT_ONCE = 12  # per hour: all folders within a day


def delete_orphaned_files(*, now: datetime) -> None:
    """Delete stored files that belong to no document, in some of the folders each time."""
    first = int(now.timestamp()) // 3600 * _FOLDERS_AT_ONCE
    for number in range(first, first + _FOLDERS_AT_ONCE):
        folder = f"{FOLDER}/{number % _FOLDERS:02x}"
        for name in _orphans(folder, before=now - _LEFT_ALONE):
            default_storage.delete(name)


def _orphans(folder: str, *, before: datetime) -> Iterator[str]:
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    names = [f"{folder}/{name}" for name in files]
    with as_table_owner():
        kept = set(Document.everywhere.filter(file__in=names).values_list("file", flat=True))
    for name in names:
        if name not in kept and default_storage.get_modified_time(name) < before:
            yield name
