"""Every tenant model, and rows of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps

from core.models import WorkspaceOwned
from core.scope import workspace_scope
from core.testing.rows import build_row, make_row

TENANT_MODELS: list[type[WorkspaceOwned]] = sorted(
    (model for model in apps.get_models() if issubclass(model, WorkspaceOwned)),
    key=lambda model: model._meta.label,
)

# Values that a model's own check constraints require.
ASKED_FOR: dict[str, dict[str, Any]] = {
    "scheduling.WeeklySlot": {"ends": datetime.time(17)},
    "conversations.Evidence": {"start": 0, "end": 4},
}

# Related rows that they require, although each alone may be missing.
PARENTS: dict[str, dict[str, str]] = {
    "scheduling.Reservation": {"hold": "scheduling.Hold"},
    "scheduling.CalendarFeed": {"host": "scheduling.Host"},
}

each_tenant_model = pytest.mark.parametrize(
    "model", TENANT_MODELS, ids=lambda model: model._meta.label
)


def make(model: type[WorkspaceOwned], workspace_id: int) -> Any:
    """A saved row of that workspace, made in its scope."""
    with workspace_scope(workspace_id):
        row = build(model, workspace_id)
        row.save(force_insert=True)
    return row


def build(model: type[WorkspaceOwned], workspace_id: int) -> Any:
    """An unsaved row; its related rows are saved. Needs the workspace's scope."""
    given = dict(ASKED_FOR.get(model._meta.label, {}))
    for field, parent in PARENTS.get(model._meta.label, {}).items():
        given[field] = make_row(apps.get_model(parent), workspace_id)
    return build_row(model, workspace_id, **given)
