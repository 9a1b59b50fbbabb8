"""Orphaned files are removed after a day; no other file ever is."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from knowledge.models import Collection
from knowledge.services import files
from knowledge.tests.factories import make_document

AGES = {"old": timedelta(days=2), "young": timedelta(hours=1)}


def stray_file(age: str) -> str:
    name = uuid.uuid4().hex
    stored = default_storage.save(f"documents/{name[-2:]}/{name}.txt", ContentFile(b"stray"))
    at = (timezone.now() - AGES[age]).timestamp()
    os.utime(default_storage.path(stored), (at, at))
    return stored


def test_only_old_orphaned_files_are_removed(collection: Collection) -> None:
    document = make_document(collection)
    long_ago = (timezone.now() - timedelta(days=9)).timestamp()
    os.utime(document.file.path, (long_ago, long_ago))
    old, young = stray_file("old"), stray_file("young")

    for hour in range(24):
        files.delete_orphaned_files(
            now=timezone.now() + timedelta(hours=hour) - timedelta(hours=23)
        )

    assert [default_storage.exists(name) for name in (document.file.name, young, old)] == [
        True,
        True,
        False,
    ]
