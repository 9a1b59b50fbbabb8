"""Sends requests to the platform's WSGI entry point in this process, without a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse

from benchmarks.platform_under_test import BenchmarkFailed


def send(handler: WSGIHandler, request: WSGIRequest) -> bytes:
    """The body of the response, read and closed as a server does.

    request: may be sent repeatedly if it has no body. Raises BenchmarkFailed for an error.
    """
    response = handler(dict(request.environ), _begin)
    assert isinstance(response, HttpResponse)
    body = b"".join(response)
    response.close()
    if response.status_code != 200:
        raise BenchmarkFailed(
            f"{request.method} {request.path} was answered with {response.status_code}: "
            f"{body[:200]!r}"
        )
    return body


def _begin(
    status: str, headers: list[tuple[str, str]], error: Any = None, /
) -> Callable[[bytes], object]:
    """A start_response that ignores status and headers."""
    return len
