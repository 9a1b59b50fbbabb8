"""Generates the OpenAPI document from the views."""

from __future__ import annotations

import inspect
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance

from config.api_docs import ERROR, Json
from config.api_errors import add_errors, share_errors
from config.api_headers import HEADERS, add_headers, add_headers_of_all
from core.api.described import name_of
from core.api.paging import page_parameters
from core.api.reading import StrictSerializer

OWN_API = "/api/v1/"


class Schema(AutoSchema):
    """What the document says of one operation."""

    view: Any

    def get_operation_id(self) -> str:
        return name_of(type(self.view), self.view.action)[0]

    def get_summary(self) -> str:
        return name_of(type(self.view), self.view.action)[1]

    def get_description(self) -> str:  # type: ignore[override]
        """The action's own docstring; that of the view is about no single action."""
        action = getattr(self.view, self.view.action)
        return inspect.cleandoc(action.__doc__ or "")

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None and self.path.startswith(OWN_API):
            obeyed = self.view.action not in self.view.without_idempotency
            add_headers(operation, self.method, is_idempotent=obeyed)
            fields = self._body_fields() if "requestBody" in operation else []
            add_errors(operation, self.view, self.method, fields=fields)
            add_headers_of_all(operation)
            describe_stream(operation)
        return operation

    def _body_fields(self) -> list[str]:
        """Of its first kind, if it takes several."""
        body: Any = self.get_request_serializer()
        if isinstance(body, dict):
            (body,) = body.values()
        return list(force_instance(body).fields)

    def get_auth(self) -> list[dict[str, list[str]]]:
        credential = self.view.credential()
        if credential is None:
            return []
        is_optional = self.view.action in self.view.credential_optional
        return [{credential: []}, {}] if is_optional else [{credential: []}]

    def get_override_parameters(self) -> Any:
        """Every list is paged."""
        if self.view.action != "list":
            return []
        return page_parameters(self.view.sorts, default=self.view.default_sort)

    def _map_serializer(
        self, serializer: object, direction: str, bypass_extensions: bool = False
    ) -> Json:
        """Bodies that refuse unknown fields say so."""
        schema: Json = super()._map_serializer(serializer, direction, bypass_extensions)
        is_strict = isinstance(force_instance(serializer), StrictSerializer)
        return {**schema, "additionalProperties": False} if is_strict else schema

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Lists are objects described as such, so nothing is to be wrapped in an array."""
        return False


def describe_stream(operation: Json) -> None:
    """Say what the events of a stream are; the view has named the schema of their `data`.

    Text and object, since some tools read a stream as a whole and others by event.
    """
    stream = operation["responses"].get("200", {}).get("content", {}).get("text/event-stream")
    if stream is not None:
        stream["schema"] = {
            "type": ["string", "object"],
            "description": "The text of the stream: server-sent events, each with these fields.",
            "required": ["id", "data"],
            "properties": {
                "id": {"type": "string", "description": "To resume with, as `Last-Event-ID`."},
                "data": {
                    "type": "string",
                    "contentMediaType": "application/json",
                    "contentSchema": stream["schema"],
                },
            },
        }


def own_api_only(endpoints: list[tuple[str, ...]], **_: object) -> list[tuple[str, ...]]:
    """The document describes the product's own API; the other doors have their own documents."""
    return [each for each in endpoints if each[0].startswith(OWN_API)]


def add_components(result: Json, **_: object) -> Json:
    """Add what operations refer to."""
    components = result["components"]
    components["schemas"]["Error"] = ERROR
    components["headers"] = HEADERS
    components["responses"] = {}
    for operations in result["paths"].values():
        for operation in operations.values():
            share_errors(operation["responses"], components["responses"])
    share_enumerations(result)
    return result


def share_enumerations(result: Json) -> None:
    """Let parameters refer to the enumerations of bodies: one class for both in a client."""
    named = {
        tuple(schema["enum"]): f"#/components/schemas/{name}"
        for name, schema in result["components"]["schemas"].items()
        if "enum" in schema
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                values = tuple(parameter["schema"].get("enum", ()))
                if values in named:
                    parameter["schema"] = {"$ref": named[values]}
