"""Incoming shapes, and reading bodies and queries with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from core.api.fields import RowField, RowListField
from core.api.spelling import PAGE_PARAMETERS, Shape, misspelt_parameters, unknown_fields
from core.errors import NotFound
from core.wire.answers import JSON


class TolerantSerializer(Shape):
    # Base of the incoming shapes of the doors and of the widget: validates and never saves; passes
    # over fields that it does not have. Comments instead of docstrings, since the OpenAPI document
    # would show them for every shape without one of its own.
    def unknown(self, data: Mapping[str, object]) -> dict[str, ErrorDetail]:
        # The errors of fields that it does not have, by name.
        return {}

    def to_internal_value(self, data: object) -> object:
        unknown = self.unknown(data) if isinstance(data, Mapping) else {}
        try:
            validated = super().to_internal_value(data)
        except ValidationError as error:
            if not unknown or not isinstance(error.detail, dict):
                raise
            raise ValidationError({**error.detail, **unknown}) from error
        if unknown:
            raise ValidationError(unknown)
        return validated


class StrictSerializer(TolerantSerializer):
    # Base of the incoming bodies of the product's own API: refuses fields that it does not have,
    # since a misspelt one would do nothing without a word.
    def unknown(self, data: Mapping[str, object]) -> dict[str, ErrorDetail]:
        return unknown_fields(self, data)


class QuerySerializer(TolerantSerializer):
    # Base of the parameters of a query: passes over those of others (counters against caches,
    # campaigns), but refuses a misspelt one, which would filter nothing.
    def unknown(self, data: Mapping[str, object]) -> dict[str, ErrorDetail]:
        return misspelt_parameters(list(self.fields), data)


class Nothing(StrictSerializer):
    # The body of a request that takes none.
    pass


def _refuse_repeated(shape: Shape, query: QueryDict) -> None:
    known = (*shape.fields, *PAGE_PARAMETERS)
    errors = {
        name: ErrorDetail("Give this parameter once.", "repeated_parameter")
        for name in known
        if len(query.getlist(name)) > 1
    }
    if errors:
        raise ValidationError(errors)


def refuse_fields(request: Request) -> None:
    """Refuse a body with fields where none is taken: they would do nothing without a word."""
    if request._request.content_type == JSON:
        read(Nothing, request.data)


def read(serializer: type[Shape], data: object, *, partial: bool = False) -> dict[str, Any]:
    """Validate input and return it, with rows in place of their ids.

    data: a body, or the parameters of a query; one that stands there twice would count once, and
        is refused.
    Raises rest_framework.ValidationError, which names every bad field; then NotFound, which names
    every field with an unknown id.
    """
    shape = serializer(data=data.dict() if isinstance(data, QueryDict) else data, partial=partial)
    if isinstance(data, QueryDict):
        _refuse_repeated(shape, data)
    shape.is_valid(raise_exception=True)
    validated = dict(shape.validated_data)
    missing: list[NotFound] = []
    for field in shape.fields.values():
        if isinstance(field, RowField | RowListField) and field.source in validated:
            try:
                validated[field.source] = field.resolved(validated[field.source])
            except NotFound as error:
                missing.append(error)
    if missing:
        raise missing[0].together_with(missing[1:])
    return validated
