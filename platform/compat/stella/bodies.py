"""Parsers of this contract's request bodies."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from compat.stella.errors import MissingJson, MissingParameter
from core.wire.answers import JSON, DialectParser


class OptionalJson(DialectParser):
    """For routes without a required body. A body that is sent must be JSON; it is never ignored."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            raise MissingJson from error


class RequiredJson(OptionalJson):
    """For routes that report missing JSON for anything else, of any content type."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if (media_type or "").partition(";")[0].strip().lower() != JSON:
            raise MissingJson
        return super().parse(stream, media_type, parser_context)


def required_json(request: Request, *names: str) -> dict[str, Any]:
    """The JSON body, with a value for each of these names.

    Raises MissingJson, or MissingParameter listing all of `names`, as the contract does.
    """
    if request.stream is None:
        raise MissingJson
    body: Any = request.data
    if any(body.get(name) in (None, "") for name in names):
        raise MissingParameter(names="/".join(names))
    return dict(body)
