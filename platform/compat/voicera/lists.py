"""Lists of this door: `skip` and `limit`, several sort fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from compat.voicera.errors import QueryInvalid
from core.api.paging import whole_number

DEFAULT_LIMIT, MAX_LIMIT = 10, 100


def list_page(
    rows: QuerySet[Any],
    *,
    request: Request,
    out: type[BaseSerializer[Any]],
    sorts: Mapping[str, str],
) -> dict[str, Any]:
    """`{total, skip, limit, items}` in two queries, newest first by default.

    sorts: accepted values of `sort` → model field, including `created_at`. Raises QueryInvalid for
        a bad `skip`, `limit`, `sort` or `order`.
    """
    skip = _number(request, "skip", minimum=0, default=0)
    limit = min(_number(request, "limit", minimum=1, default=DEFAULT_LIMIT), MAX_LIMIT)
    found = rows.order_by(*_order(request, sorts), "-pk")[skip : skip + limit]
    return {
        "total": rows.count(),
        "skip": skip,
        "limit": limit,
        "items": out(found, many=True).data,
    }


def _number(request: Request, name: str, *, minimum: int, default: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    number = whole_number(given, minimum=minimum)
    if number is None:
        raise QueryInvalid(field=name, reason=f"A whole number from {minimum} is expected.")
    return number


def _order(request: Request, sorts: Mapping[str, str]) -> list[str]:
    """The order of `sort=a,-b`; `order=desc` reverses fields without a sign."""
    sort = request.query_params.get("sort", "created_at")
    order = request.query_params.get("order", "asc" if "sort" in request.query_params else "desc")
    if order not in ("asc", "desc"):
        raise QueryInvalid(field="order", reason="Order by one of: asc, desc.")
    fields: dict[str, str] = {}
    for key in sort.split(","):
        name = key.removeprefix("-")
        if name not in sorts:
            allowed = ", ".join(sorted(sorts))
            raise QueryInvalid(field="sort", reason=f"Sort by one of: {allowed}.")
        is_descending = key.startswith("-") or order == "desc"
        fields.setdefault(sorts[name], "-" if is_descending else "")
    return [f"{sign}{field}" for field, sign in fields.items()]
