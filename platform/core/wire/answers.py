"""The three places where a dialect is obeyed: renderer, parser and exception handler."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from core.http.client import client_address, request_id
from core.wire.dialect import Exchange, Problem, dialect_for
from core.wire.native import NATIVE
from core.wire.problems import problem_from

JSON = "application/json"


def exchange_of(request: HttpRequest, status: int) -> Exchange:
    return Exchange(
        path=request.path,
        method=request.method or "",
        client_address=client_address(request),
        status=status,
        request_id=request_id(request),
    )


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A refusal outside any view (unknown path, crash, body too large), in the path's dialect."""
    dialect = dialect_for(request.path) or NATIVE
    body = dialect.failure(problem, exchange_of(request, problem.status))
    return HttpResponse(
        orjson.dumps(body), status=problem.status, content_type=JSON, headers=dict(problem.headers)
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's hook: every exception of a view ends here and the transaction is undone."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    problem = problem_from(error)
    request = context["request"]._request
    dialect = dialect_for(request.path) or NATIVE
    body = dialect.failure(problem, exchange_of(request, problem.status))
    headers = dict(problem.headers)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, status=problem.status, headers=headers)


class DialectRenderer(BaseRenderer):
    """JSON in the dialect of the path; refusals arrive here already in their shape."""

    media_type = JSON
    format = "json"
    charset = None  # RFC 8259: JSON is UTF-8, the parameter has no meaning

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        context = renderer_context or {}
        response, request = context.get("response"), context.get("request")
        if response is None or request is None:
            return orjson.dumps(data)
        if response.status_code == 204:
            return b""
        if response.status_code < 400:
            dialect = dialect_for(request._request.path) or NATIVE
            exchange = exchange_of(request._request, response.status_code)
            data = dialect.success(dialect.encode_keys(data), exchange)
        return orjson.dumps(data)


class DialectParser(BaseParser):
    """JSON into our spelling of the keys. Only objects are accepted: every contract sends objects."""

    media_type = JSON

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"{error.msg} at position {error.pos}.") from error
        if not isinstance(body, dict):
            raise ParseError("a JSON object is expected.")
        request = (parser_context or {}).get("request")
        dialect = dialect_for(request._request.path) if request is not None else None
        return dialect.decode_keys(body) if dialect is not None else body
