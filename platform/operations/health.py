"""Readiness of the platform."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from redis.exceptions import RedisError

from core.redis import redis_client

State = Literal["ok", "down"]


def readiness() -> dict[str, State]:
    """Check now what answering requires: database, cache, storage."""
    return {"database": _database(), "cache": _cache(), "storage": _storage()}


def _database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _cache() -> State:
    try:
        redis_client().ping()
    except (RedisError, OSError):
        return "down"
    return "ok"


def _storage() -> State:
    if isinstance(default_storage, FileSystemStorage):
        folder = Path(default_storage.location)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            return "down"
    return "ok"
