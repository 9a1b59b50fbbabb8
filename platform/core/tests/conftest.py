"""Shared by the kernel's tests. Workspaces are ids here: the kernel knows nothing else of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.apps import apps

from core.jobs import registry
from core.redis import redis_client
from core.scope import as_table_owner
from core.testing import shared

MakeJob = Callable[..., str]


@shared
def workspace_ids(acme: Any, other_workspace: Any) -> tuple[int, int]:
    """Acme's and Charlie's, without audit entries: tests insert rows into every table."""
    with as_table_owner():
        for name in ("AuditEntry", "AuditHead"):
            apps.get_model("workspaces", name).everywhere.all().delete()
    return acme.pk, other_workspace.pk


@pytest.fixture
def no_redis(settings: Any) -> Iterator[None]:
    """An address where nothing listens; existing connections are dropped."""
    address, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    redis_client.cache_clear()
    yield
    settings.REDIS_URL = address
    redis_client.cache_clear()


@pytest.fixture
def make_job(monkeypatch: pytest.MonkeyPatch) -> MakeJob:
    """Registers a function as a job, for the duration of the test."""
    current_app.loader.import_default_modules()  # or jobs imported meanwhile would be lost
    monkeypatch.setattr(registry, "_jobs", dict(registry._jobs))

    def make(run: Callable[..., None], name: str = "tests.job", **options: Any) -> str:
        registry.job(name, **options)(run)
        return name

    return make


def announced(queue: str = "default") -> int:
    """The number of messages waiting for Celery's workers."""
    return int(redis_client().llen(queue))  # type: ignore[arg-type]
