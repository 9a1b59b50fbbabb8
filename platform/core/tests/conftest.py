"""What the kernel's tests share. Tenants come by number: the kernel knows no more of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app
from django.apps import apps

from core.jobs import registry
from core.redis import redis_client
from core.scope import as_table_owner

MakeJob = Callable[..., str]


@pytest.fixture
def workspace_ids(acme: Any, other_workspace: Any) -> tuple[int, int]:
    """Acme's and Charlie's, without the log of their making: tests put rows into every table."""
    with as_table_owner():
        for name in ("AuditEntry", "AuditHead"):
            apps.get_model("workspaces", name).everywhere.all().delete()
    return acme.pk, other_workspace.pk


@pytest.fixture
def make_job(monkeypatch: pytest.MonkeyPatch) -> MakeJob:
    """Makes a function a job under a name, known to this test only."""
    current_app.loader.import_default_modules()  # or jobs imported meanwhile would be lost
    monkeypatch.setattr(registry, "_jobs", dict(registry._jobs))

    def make(run: Callable[..., None], name: str = "tests.job", **options: Any) -> str:
        registry.job(name, **options)(run)
        return name

    return make


def announced(queue: str = "default") -> int:
    """How many messages wait for Celery's workers."""
    return int(redis_client().llen(queue))  # type: ignore[arg-type]
