"""Keyset pages: stable under inserts, equally fast on every page, and correct for ties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import orjson
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from core.api.fields import Shape
from core.crypto import SecretUnreadable, decrypt, encrypt
from core.errors import DomainError

DEFAULT_LIMIT = 50
MAX_LIMIT = 100


PAGE_PARAMETERS = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
        description=f"How many at most; above {MAX_LIMIT} it is {MAX_LIMIT}.",
    ),
    OpenApiParameter("cursor", str, description="`next` of the page before."),
]


class PageInvalid(DomainError):
    code, kind, message = "INVALID_PAGE", "invalid", "{reason}"


class Page(Shape):
    # The shape of a list; `page_shape` makes one. A comment, as in `StrictSerializer`. plural: the
    # key of its rows. out: the shape of one row.
    plural: ClassVar[str]
    out: ClassVar[type[serializers.Serializer[Any]]]


def page_shape(
    name: str,
    also: Mapping[str, serializers.Field[Any, Any, Any, Any]] | None = None,
    **rows: type[serializers.Serializer[Any]],
) -> type[Page]:
    """Make the shape of a page, e.g. `page_shape("AgentPage", agents=AgentListed)`.

    name: in the OpenAPI document. also: fields that the view adds.
    """
    ((plural, out),) = rows.items()
    fields = {
        plural: out(many=True),
        "total": serializers.IntegerField(),
        **(also or {}),
        "next": serializers.CharField(allow_null=True),
    }
    return type(name, (Page,), {**fields, "plural": plural, "out": out})


def keyset_page(
    rows: QuerySet[Any],
    *,
    request: Request,
    page: type[Page],
    sorts: Mapping[str, str],
    default_sort: str = "-created_at",
) -> dict[str, Any]:
    """`{plural: [...], "total": n, "next": cursor or null}` in two queries.

    sorts: values of `?sort=` → model field, which must not be null; a leading `-` sorts in
        descending order.

    Raises PageInvalid for a bad `limit`, `sort` or `cursor`.
    """
    limit = page_limit(request.query_params.get("limit"))
    sort = request.query_params.get("sort", default_sort)
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    if key not in sorts:
        allowed = ", ".join(sorted(sorts))
        raise PageInvalid(field="sort", reason=f"Sort by one of: {allowed}.")
    field = sorts[key]
    total = rows.count()
    rows = rows.order_by(f"-{field}", "-pk") if descending else rows.order_by(field, "pk")
    cursor = request.query_params.get("cursor")
    if cursor:
        rows = rows.filter(_after(cursor, sort=sort, field=field, descending=descending))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return {
        page.plural: page.out(found[:limit], many=True).data,
        "total": total,
        "next": None if last is None else _cursor(sort, getattr(last, field), last.pk),
    }


def page_parameters(sorts: Mapping[str, str], *, default: str) -> list[OpenApiParameter]:
    """The query of a page, as the OpenAPI document describes it."""
    orders = [order for sort in sorts for order in (sort, f"-{sort}")]
    return [
        *PAGE_PARAMETERS,
        OpenApiParameter(
            "sort",
            {"type": "string", "enum": orders, "default": default},
            description="A field; prefixed with `-`, in descending order.",
        ),
    ]


def whole_number(text: str, *, minimum: int) -> int | None:
    """Parse a query parameter; None unless it is a whole number from `minimum`.

    Only nine digits are used: nothing has more rows than that.
    """
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < minimum:
        return None
    return int(text[:9])


def page_limit(given: str | None) -> int:
    """The `limit` of a query. Raises PageInvalid."""
    if given is None:
        return DEFAULT_LIMIT
    limit = whole_number(given, minimum=1)
    if limit is None:
        raise PageInvalid(field="limit", reason="The limit must be a whole number from 1.")
    return min(limit, MAX_LIMIT)


def _cursor(sort: str, value: Any, pk: int) -> str:
    """An opaque cursor: it contains an internal key, and must be returned unchanged."""
    return encrypt(orjson.dumps([sort, value, pk]).decode())


def _after(cursor: str, *, sort: str, field: str, descending: bool) -> Q:
    try:
        made_for, value, pk = orjson.loads(decrypt(cursor))
    except (SecretUnreadable, orjson.JSONDecodeError, ValueError) as error:
        raise PageInvalid(field="cursor", reason="This cursor is not valid.") from error
    if made_for != sort:
        raise PageInvalid(field="cursor", reason="This cursor belongs to another sort order.")
    if field.endswith("_at"):
        value = datetime.fromisoformat(value)
    direction = "lt" if descending else "gt"
    beyond = Q(**{f"{field}__{direction}": value})
    tied = Q(**{field: value, f"pk__{direction}": pk})
    return beyond | tied
