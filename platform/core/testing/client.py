"""A client for the API: signed in or not, JSON bodies, every response checked."""

from __future__ import annotations

from typing import Any

import orjson
from django.test import Client

from core.http.hosts import routed_path
from core.testing.openapi import check_answer


class ApiClient:
    """token: an access token; headers: sent with every request."""

    def __init__(self, token: str | None = None, **headers: str) -> None:
        self.headers = dict(headers)
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"
        self._client = Client(raise_request_exception=False)

    def __deepcopy__(self, memo: dict[int, Any]) -> ApiClient:
        """The same client, without cookies."""
        return ApiClient(**self.headers)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.call("GET", path, query=query, headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body=body, headers=headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("PATCH", path, body=body, headers=headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.call("DELETE", path, headers=headers)

    def upload(self, path: str, form: dict[str, Any], **headers: str) -> Any:
        """Send a multipart form."""
        response = self._client.post(path, form, headers=self._all(headers))
        check_answer("POST", self._led_to(path), response)
        return response

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Any:
        """body: sent as JSON unless it is bytes."""
        response = self._client.generic(
            method,
            path,
            data=body if isinstance(body, bytes) else b"" if body is None else _json(body),
            content_type=content_type,
            query_params=query,
            headers=self._all(headers or {}),
        )
        check_answer(method, self._led_to(path), response)
        return response

    def _led_to(self, path: str) -> str:
        """A door's host has its own document at `/api/v1`."""
        return routed_path(self.headers.get("Host", ""), path)

    def _all(self, headers: dict[str, str]) -> dict[str, str]:
        return {**self.headers, **{key.replace("_", "-"): value for key, value in headers.items()}}


def _json(body: Any) -> bytes:
    return orjson.dumps(body)
