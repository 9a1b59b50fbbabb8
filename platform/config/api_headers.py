"""Headers of the OpenAPI document: what every operation of a kind takes and answers with."""

from __future__ import annotations

from http import HTTPStatus

from config.api_docs import Json

IDEMPOTENCY_KEY = (
    "A name of your own for this request, of 1 to 255 visible ASCII characters. The same request "
    "with the same name gets the first answer again, and does nothing."
)
IF_MATCH = "The ETag of what is to be changed; if it is another by now, nothing is done."
IF_NONE_MATCH = "An ETag that you have; if it is still the same, the answer is an empty 304."
ETAG = "Of what the address holds: for `If-Match`, and for `If-None-Match`."
LOCATION = "The address of what was created, or of what says how it goes on."

_COUNT = {"type": "integer", "minimum": 0}
HEADERS: Json = {
    "X-Request-Id": {
        "schema": {"type": "string"},
        "required": True,
        "description": "The request's name in our logs: the one that was sent, or a new one.",
    },
    "X-RateLimit-Limit": {
        "schema": _COUNT,
        "description": "Requests a minute, of the limit that is nearest to its end.",
    },
    "X-RateLimit-Remaining": {"schema": _COUNT, "description": "How many of them are left."},
    "X-RateLimit-Reset": {
        "schema": _COUNT,
        "description": "When they are counted anew, in seconds since 1970, UTC.",
    },
    "Retry-After": {
        "schema": {"type": "integer", "minimum": 1},
        "description": "Seconds after which the same request may succeed.",
    },
}
_OF_ALL = ("X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
_TO_REPEAT = ("409", "429", "503")


def add_headers(operation: Json, method: str, *, is_idempotent: bool) -> None:
    """Describe the headers of requests and answers, and the answer 304.

    is_idempotent: True if `Idempotency-Key` is obeyed.
    """
    responses = operation["responses"]
    if method == "POST" and is_idempotent:
        limits = {"minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"}
        _take(operation, "Idempotency-Key", IDEMPOTENCY_KEY, limits)
    if method in ("PUT", "PATCH", "DELETE"):
        _take(operation, "If-Match", IF_MATCH)
    if method in ("GET", "PUT", "PATCH") and "application/json" in _content(responses, "200"):
        _answer(responses["200"], "ETag", ETAG)
        if method == "GET":
            _take(operation, "If-None-Match", IF_NONE_MATCH)
            responses["304"] = {"description": "It is still the same."}
    for status in {"201", "202"} & set(responses):
        _answer(responses[status], "Location", LOCATION)


def add_headers_of_all(operation: Json) -> None:
    """Describe the headers of every answer, and how long to wait after some."""
    for status, response in operation["responses"].items():
        response["description"] = response["description"] or HTTPStatus(int(status)).phrase
        names = [*_OF_ALL, *(["Retry-After"] if status in _TO_REPEAT else [])]
        headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        response.setdefault("headers", {}).update(headers)


def _take(operation: Json, name: str, description: str, limits: Json | None = None) -> None:
    schema = {"type": "string", **(limits or {})}
    parameter = {"in": "header", "name": name, "schema": schema, "description": description}
    operation.setdefault("parameters", []).append(parameter)


def _answer(response: Json, name: str, description: str) -> None:
    header = {"schema": {"type": "string"}, "required": True, "description": description}
    response.setdefault("headers", {})[name] = header


def _content(responses: Json, status: str) -> Json:
    return dict(responses.get(status, {}).get("content", {}))
