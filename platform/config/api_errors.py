"""The errors of each operation in the OpenAPI document: only those that can occur."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from config.api_docs import REFUSED, Json
from core.access import AddressNotAllowed
from core.api.conditional import PreconditionFailed
from core.api.idempotency import KeyInUse, KeyInvalid, KeyReused
from core.errors import DomainError, NotFound
from core.throttling import RateLimited
from core.wire.problems import STATUS
from workspaces.errors import OwnsSharedWorkspaces

if TYPE_CHECKING:
    from core.api import ApiViewSet

SENTENCES = {
    "400": "The input is not valid.",
    "401": "There is no session or API key, or it is not valid.",
    "403": "The role, or the key, does not allow this.",
    "404": "It does not exist, or the caller may not see it.",
    "409": "It conflicts with stored data.",
    "412": "It has been changed meanwhile.",
    "413": "The body is too large.",
    "415": "This kind of content is not accepted.",
    "422": "It contradicts an earlier request.",
    "429": "A limit is exceeded; Retry-After says for how long.",
    "502": "An external service has failed.",
    "503": "Briefly unavailable; Retry-After says for how long.",
    "507": "There is no room left to store this; nothing has been changed.",
}
# Raised by rooms above the view's own, which it cannot name.
_FROM_ABOVE: dict[str, tuple[type[DomainError], ...]] = {
    "closeAccount": (AddressNotAllowed, OwnsSharedWorkspaces),
    "requestDataExport": (AddressNotAllowed,),
}
_ANSWER_UNKNOWN_IDS = ("startEmbedSession",)  # with 200, as its clients expect
_WITH_BODY = ("POST", "PUT", "PATCH")
# Codes from outside of the domain, which can come with any request of their kind.
_OTHER_CODES = {
    "413": {"TOO_LARGE"},
    "415": {"UNSUPPORTED_MEDIA_TYPE"},
    "503": {"UNAVAILABLE"},
    "507": {"STORAGE_FULL"},
}


def add_errors(operation: Json, view: ApiViewSet, method: str, *, fields: Iterable[str]) -> None:
    """Add the answers with errors to a described operation.

    `x-error-codes` names all codes that come with a status; 400 has those of fields besides.
    fields: of the body.
    """
    asked = {each["name"]: each["in"] for each in operation.get("parameters", [])}
    names = {*fields, *(name for name, place in asked.items() if place == "query")}
    names_rows = "path" in asked.values() or any(map(_names_row, names))
    names_rows = names_rows and operation["operationId"] not in _ANSWER_UNKNOWN_IDS
    found: dict[str, set[type[DomainError]]] = defaultdict(set, {"503": set()})
    errors = _errors_of(view, method, operation)
    for error in errors | {NotFound} if names_rows else errors:
        found[str(STATUS[error.kind])].add(error)
    if method in (*_WITH_BODY, "DELETE") or "query" in asked.values():
        found["400"] |= set()
    if method in (*_WITH_BODY, "DELETE"):
        found["413"] |= set()
    if "requestBody" in operation or _is_idempotent(view, method):
        found["415"] |= set()
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        found["507"] |= set()
    for status in sorted(found):
        operation["responses"][status] = _described(status, found[status])


def share_errors(responses: Json, shared: Json) -> None:
    """Move the answers with errors to the document's components, since most are those of others."""
    for status in [each for each in responses if each in SENTENCES]:
        codes = "_".join(responses[status].get("x-error-codes", [])).lower()
        name = f"Error{status}{codes.title().replace('_', '')}"
        shared[name] = responses[status]
        responses[status] = {"$ref": f"#/components/responses/{name}"}


def _errors_of(view: ApiViewSet, method: str, operation: Json) -> set[type[DomainError]]:
    errors: set[type[DomainError]] = {RateLimited, *view.raises.get(view.action, ())}
    errors |= set(_FROM_ABOVE.get(operation["operationId"], ()))
    for each in view.authentication_classes:
        errors |= set(getattr(each, "raises", ()))  # also where it is not needed, if it is sent
    if view.credential() is not None:
        errors |= set(view.access_errors)
    if _is_idempotent(view, method):
        errors |= {KeyInvalid, KeyReused, *(() if view.atomic else (KeyInUse,))}
    if method in ("PUT", "PATCH", "DELETE"):
        errors.add(PreconditionFailed)
    return errors


def _is_idempotent(view: ApiViewSet, method: str) -> bool:
    return method == "POST" and view.action not in view.without_idempotency


def _names_row(field: str) -> bool:
    return field.endswith(("_id", "_ids"))


def _described(status: str, errors: set[type[DomainError]]) -> Json:
    by_code = {each.code: each.message for each in sorted(errors, key=lambda error: error.__name__)}
    codes = sorted({*by_code, *_OTHER_CODES.get(status, ())})
    lines = [
        f"- `{code}`" + (f": {by_code[code]}" if "{" not in by_code.get(code, "{") else "")
        for code in codes
    ]
    told = next((code for code in codes if "{" not in by_code.get(code, "{")), None)
    example = {
        "detail": by_code[told] if told else SENTENCES[status],
        "code": told or (codes[0] if codes else "REQUIRED"),
        "field": None if codes else "name",
    }
    described: Json = {
        "description": "\n\n".join([SENTENCES[status], *filter(None, ["\n".join(lines)])]),
        "content": {"application/json": {**REFUSED["application/json"], "example": example}},
    }
    return described | ({"x-error-codes": codes} if codes else {})
