"""Numbered pages: `page` and `limit` in the query, `pagination` in the response."""

from __future__ import annotations

from dataclasses import dataclass

from rest_framework.request import Request

from core.api.paging import PageInvalid, whole_number

DEFAULT_LIMIT = 10
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Page:
    """number: from 1. limit: rows per page."""

    number: int
    limit: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.limit

    @property
    def stop(self) -> int:
        return self.number * self.limit

    def of(self, total: int) -> dict[str, int]:
        """The `pagination` object for `total` rows."""
        return {
            "page": self.number,
            "limit": self.limit,
            "total": total,
            "total_pages": -(-total // self.limit),
        }


def page_asked_for(request: Request) -> Page:
    """Raises PageInvalid if `page` or `limit` is not a whole number from 1."""
    number = _whole_number(request, "page", default=1)
    limit = _whole_number(request, "limit", default=DEFAULT_LIMIT)
    return Page(number, min(limit, MAX_LIMIT))


def _whole_number(request: Request, name: str, *, default: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    number = whole_number(given, minimum=1)
    if number is None:
        raise PageInvalid(field=name, reason=f"The {name} is a whole number from 1.")
    return number
