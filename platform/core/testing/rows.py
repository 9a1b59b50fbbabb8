"""Makes a row of any model, for tests generated over all models."""

from __future__ import annotations

import datetime
import itertools
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.utils import timezone
from pgvector.django import VectorField

from core.models import WorkspaceOwned

_number = itertools.count(1)

# The first matching class decides.
_VALUES: list[tuple[type[Any], Callable[[Any], Any]]] = [
    (models.EmailField, lambda field: f"row{next(_number)}@example.com"),
    (models.URLField, lambda field: "https://example.com/"),
    (models.CharField, lambda field: _text(field)),
    (models.FileField, lambda field: f"row{next(_number)}.txt"),
    (models.TextField, lambda field: "text"),
    (models.BooleanField, lambda field: False),
    (models.DateTimeField, lambda field: _instant(is_end=field.name == "ends_at")),
    (models.DateField, lambda field: timezone.now().date()),
    (models.TimeField, lambda field: datetime.time(9)),
    (models.FloatField, lambda field: 0.5),
    (models.IntegerField, lambda field: 1),
    (models.UUIDField, lambda field: uuid.uuid4()),
    (models.BinaryField, lambda field: secrets.token_bytes(32)),
    (models.JSONField, lambda field: {}),
    (ArrayField, lambda field: []),
    (DateTimeRangeField, lambda field: (_instant(), _instant(is_end=True))),
    (VectorField, lambda field: [1.0] + [0.0] * (field.dimensions - 1)),
]


def build_row(model: type[models.Model], workspace_id: int, /, **given: Any) -> Any:
    """Build an unsaved row with every required field set, in the workspace in scope.

    Required related rows are created. given: values that the model's own constraints require.
    Raises LookupError for an unknown kind of field.
    """
    values = dict(given)
    if issubclass(model, WorkspaceOwned):
        values.setdefault("workspace_id", workspace_id)
    for field in model._meta.concrete_fields:
        if field.attname in values or field.name in values or not _is_required(field):
            continue
        if isinstance(field, models.ForeignKey):
            values[field.name] = make_row(field.related_model, workspace_id)
        else:
            values[field.name] = _value(field)
    return model(**values)


def make_row(model: type[models.Model], workspace_id: int, /, **given: Any) -> Any:
    """Like `build_row`, and saved."""
    row = build_row(model, workspace_id, **given)
    row.save(force_insert=True)
    return row


def _is_required(field: models.Field[Any, Any]) -> bool:
    return not (
        field.primary_key
        or field.null
        or field.has_default()
        or isinstance(field, models.GeneratedField)
    )


def _value(field: models.Field[Any, Any]) -> Any:
    for kind, value in _VALUES:
        if isinstance(field, kind):
            return value(field)
    raise LookupError(f"no value is known for {field}")


def _instant(*, is_end: bool = False) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(hours=is_end)


def _text(field: models.CharField[Any, Any]) -> str:
    if field.choices:
        return str(field.flatchoices[-1][0])
    return f"row{next(_number)}"[: field.max_length]
