"""Headers of the OpenAPI document: what every operation of a kind takes and answers with."""

from __future__ import annotations

from config.api_docs import REFUSED, Json

IDEMPOTENCY_KEY = (
    "A name of your own for this request, of 1 to 255 visible ASCII characters. The same request "
    "with the same name gets the first answer again, and does nothing."
)
IF_MATCH = "The ETag of what is to be changed; if it is another by now, nothing is done."
IF_NONE_MATCH = "An ETag that you have; if it is still the same, the answer is an empty 304."
ETAG = "Of what the address holds: for `If-Match`, and for `If-None-Match`."
LOCATION = "The address of what was created, or of what says how it goes on."


def add_headers(operation: Json, method: str, *, is_idempotent: bool) -> None:
    """Describe the headers of requests and answers, and the answers 304 and 412.

    is_idempotent: True if `Idempotency-Key` is obeyed.
    """
    responses = operation["responses"]
    if method == "POST" and is_idempotent:
        _take(operation, "Idempotency-Key", IDEMPOTENCY_KEY, maximum=255)
    if method in ("PUT", "PATCH", "DELETE"):
        _take(operation, "If-Match", IF_MATCH)
        responses["412"] = {"description": "It has been changed meanwhile.", "content": REFUSED}
    if method in ("GET", "PUT", "PATCH") and "application/json" in _content(responses, "200"):
        _answer(responses["200"], "ETag", ETAG)
        if method == "GET":
            _take(operation, "If-None-Match", IF_NONE_MATCH)
            responses["304"] = {"description": "It is still the same."}
    for status in {"201", "202"} & set(responses):
        _answer(responses[status], "Location", LOCATION)


def _take(operation: Json, name: str, description: str, *, maximum: int = 1000) -> None:
    schema = {"type": "string", "maxLength": maximum}
    parameter = {"in": "header", "name": name, "schema": schema, "description": description}
    operation.setdefault("parameters", []).append(parameter)


def _answer(response: Json, name: str, description: str) -> None:
    header = {"schema": {"type": "string"}, "required": True, "description": description}
    response.setdefault("headers", {})[name] = header


def _content(responses: Json, status: str) -> Json:
    return dict(responses.get(status, {}).get("content", {}))
