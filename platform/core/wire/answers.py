"""The three places that apply a dialect: renderer, parser and exception handler."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from core.http.client import client_address, request_id
from core.http.hosts import sent_path
from core.json_values import RepeatedKey, dump_json, is_nested_deeper, load_json
from core.wire.dialect import Dialect, Exchange, Problem, dialect_for
from core.wire.native import NATIVE
from core.wire.problems import problem_from

JSON = "application/json"


class Reply(Response):
    """A response with extra data for a door's envelope.

    message: a sentence for people, for envelopes that have one.
    bare: sent without the envelope.
    """

    def __init__(
        self, data: Any = None, *, message: str = "", bare: bool = False, **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        self.message = message
        self.is_bare = bare


def exchange_of(request: HttpRequest, status: int, message: str = "") -> Exchange:
    return Exchange(
        path=sent_path(request),
        method=request.method or "",
        client_address=client_address(request),
        status=status,
        request_id=request_id(request),
        message=message,
    )


def problem_response(
    request: HttpRequest, problem: Problem, *, fallback: Dialect | None = None
) -> HttpResponse:
    """An error outside of any view (unknown path, crash, body too large), in the path's dialect.

    fallback: the dialect of paths without one; by default the product's own.
    """
    dialect = dialect_for(request.path) or fallback or NATIVE
    return HttpResponse(
        orjson.dumps(_failure(request, problem, dialect)),
        status=problem.status,
        content_type=JSON,
        headers=dict(problem.headers),
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF's hook for every exception of a view."""
    problem = problem_from(error)
    headers = dict(problem.headers)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    request = context["request"]._request
    body = _failure(request, problem, dialect_for(request.path) or NATIVE)
    return Response(body, status=problem.status, headers=headers)


def _failure(request: HttpRequest, problem: Problem, dialect: Dialect) -> Any:
    return dialect.failure(dialect.encode_fields(problem), exchange_of(request, problem.status))


class DialectRenderer(BaseRenderer):
    """JSON in the dialect of the path; problems arrive here already shaped."""

    media_type = JSON
    format = "json"
    charset = None  # RFC 8259: JSON is UTF-8, so the parameter is meaningless

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        context = renderer_context or {}
        response, request = context.get("response"), context.get("request")
        if response is None or request is None:
            return dump_json(data)
        if response.status_code in (204, 304):
            return b""
        if response.status_code < 400:
            dialect = dialect_for(request._request.path) or NATIVE
            data = dialect.encode_keys(data)
            if not getattr(response, "is_bare", False):
                message = getattr(response, "message", "")
                exchange = exchange_of(request._request, response.status_code, message)
                data = dialect.success(data, exchange)
        return dump_json(data)


class DialectParser(BaseParser):
    """Parses JSON and converts its keys to ours. Accepts only objects, as all contracts do."""

    media_type = JSON
    max_nesting = 32  # bodies are walked recursively afterwards

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"{error.msg} at position {error.pos}.") from error
        if not isinstance(body, dict):
            raise ParseError("a JSON object is expected.")
        if is_nested_deeper(body, self.max_nesting):
            raise ParseError(f"at most {self.max_nesting} levels of nesting are accepted.")
        request = (parser_context or {}).get("request")
        dialect = dialect_for(request._request.path) if request is not None else None
        try:
            return (dialect or NATIVE).decode_keys(load_json(raw))
        except RepeatedKey as error:
            twice = ErrorDetail("This key stands twice.", "repeated")
            raise ValidationError({error.key: twice}) from error
