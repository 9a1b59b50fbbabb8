"""Generates the OpenAPI document from the views."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from config.api_docs import ERROR, REFUSALS, REFUSED
from config.api_headers import add_headers
from core.api.paging import DEFAULT_LIMIT, MAX_LIMIT

OWN_API = "/api/v1/"
PAGE = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
        description=f"How many at most; above {MAX_LIMIT} it is {MAX_LIMIT}.",
    ),
    OpenApiParameter("cursor", str, description="`next` of the page before."),
    OpenApiParameter("sort", str, description="A field; prefixed with `-`, in descending order."),
]


class Schema(AutoSchema):
    """Names operations by view and action, and tags them by the first part of the path."""

    view: Any

    def get_operation_id(self) -> str:
        name: str = self.view.operation_id(self.view.action)
        return name

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None and self.path.startswith(OWN_API):
            obeyed = self.view.action not in self.view.without_idempotency
            add_headers(operation, self.method, is_idempotent=obeyed)
        return operation

    def get_auth(self) -> list[dict[str, list[str]]]:
        credential = self.view.credential()
        return [] if credential is None else [{credential: []}]

    def get_override_parameters(self) -> Any:
        """Every list is paged."""
        return PAGE if self.view.action == "list" else []

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Lists are objects described as such, so nothing is to be wrapped in an array."""
        return False

    def get_tags(self) -> list[str]:
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[2:][-1] if parts[2:3] == ["workspaces"] and len(parts) > 3 else parts[2]]


def own_api_only(endpoints: list[tuple[str, ...]], **_: Any) -> list[tuple[str, ...]]:
    """The document describes the product's own API; the other doors have their own documents."""
    return [each for each in endpoints if each[0].startswith(OWN_API)]


def add_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the one error shape to every operation."""
    result["components"]["schemas"]["Error"] = ERROR
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, sentence in REFUSALS.items():
                operation["responses"].setdefault(
                    status, {"description": sentence, "content": REFUSED}
                )
    return result
