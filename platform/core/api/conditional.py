"""Conditional requests: ETags, `If-None-Match` and `If-Match`, as RFC 9110 has them.

A tag has two halves: of what callers write, and of the whole answer. So figures that grew meanwhile
(conversations, uses of a key) are no new state to somebody who changes a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import ClassVar

import orjson
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.errors import DomainError
from core.json_values import dump_json
from core.wire.dialect import dialect_for
from core.wire.native import NATIVE

_ANY = "*"
_OWN_ACCOUNT = "/api/v1/auth/"  # stored by no cache, not even by that of the caller's browser
_READING, _CHANGING = ("GET", "HEAD"), ("PUT", "PATCH", "DELETE")
_CURSOR = "next"  # of a page: encrypted, so it is another each time
_DIGITS = 16  # hexadecimal, of each half


class PreconditionFailed(DomainError):
    code, kind = "PRECONDITION_FAILED", "stale"


class Changed(PreconditionFailed):
    message = "It has been changed since you read it. Read it again, then send your change."


class Unchanged(PreconditionFailed):
    message = "It is there already, in a state that If-None-Match names."


def etag_of(body: object, figures: Collection[str] = ()) -> str:
    """The strong tag of an answer. figures: fields that change without anybody writing them, by
    path: `stats`, `collections.document_count`.
    """
    shown = _without(body, [_CURSOR])
    whole = _digest(shown)
    state = _digest(_without(shown, figures)) if figures else whole
    return f'"{state}.{whole}"'


class ConditionalViewSet(ViewSet):
    """The base of views that give ETags. At the doors nothing of this happens: their contracts know
    none.

    figures: fields of an answer that change without anybody writing them, such as counts, by path;
        they are no part of the state that `If-Match` names.
    told_once: fields that only the answer to a change has, by path; they are no part of any tag.
    """

    figures: ClassVar[frozenset[str]] = frozenset()
    told_once: ClassVar[frozenset[str]] = frozenset()

    def lock_row(self) -> None:
        """Lock what the URL names until the transaction ends, since `If-Match` must still hold when
        it is changed. Needed where something is changed.
        """
        raise NotImplementedError

    def credential(self) -> str | None:
        """The action's credential, as named in the OpenAPI document; None for none."""
        return None

    @property
    def is_own_api(self) -> bool:
        return (dialect_for(self.request.path) or NATIVE) is NATIVE

    def is_conditional(self, request: Request) -> bool:
        """True for a change with a condition."""
        has_condition = "If-Match" in request.headers or "If-None-Match" in request.headers
        return has_condition and request.method in _CHANGING and self.is_own_api

    def check_conditions(self, request: Request) -> None:
        """Compare what is to be changed with the conditions, in the transaction of the change.

        `If-Match` compares strongly: a weak tag matches nothing. Raises PreconditionFailed, or
        NotFound if there is nothing.
        """
        self.lock_row()
        show = getattr(self, self.action_map["get"])
        tag = etag_of(show(request, *self.args, **self.kwargs).data, self.figures)
        if "If-Match" in request.headers:
            wanted = parse_etags(request.headers["If-Match"])
            if _ANY not in wanted and _state(tag) not in set(map(_state, wanted)):
                raise Changed(field="If-Match")
        if _is_known(request, tag):
            raise Unchanged(field="If-None-Match")

    def add_etag(self, request: Request, answer: Response) -> None:
        """Give the answer that shows what its URL names a tag; make it a 304 if it is known."""
        is_read = request.method in _READING
        is_change = request.method in ("PUT", "PATCH") and "get" in self.action_map
        if not self.is_own_api or not (is_read or is_change):
            return
        answer["ETag"] = tag = etag_of(_without(answer.data, self.told_once), self.figures)
        if not is_read:
            return
        if self.credential() is not None and not request.path.startswith(_OWN_ACCOUNT):
            answer["Cache-Control"] = "private, no-cache"
        if _is_known(request, tag):
            answer.status_code, answer.data = 304, None


def _is_known(request: Request, tag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return _ANY in known or tag in {each.removeprefix("W/") for each in known}


def _state(tag: str) -> str:
    """The half of what callers write; a tag of other form, unchanged."""
    return tag.partition(".")[0]


def _digest(body: object) -> str:
    return hashlib.sha256(dump_json(body, orjson.OPT_SORT_KEYS)).hexdigest()[:_DIGITS]


def _without(value: object, paths: Collection[str]) -> object:
    """The value without fields such as `stats` or `collections.count`."""
    if isinstance(value, list):
        return [_without(each, paths) for each in value]
    if not isinstance(value, dict) or not paths:
        return value
    return {
        key: _without(inner, [path[len(key) + 1 :] for path in paths if path.startswith(f"{key}.")])
        for key, inner in value.items()
        if key not in paths
    }
