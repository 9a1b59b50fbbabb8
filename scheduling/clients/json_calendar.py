"""What calendars with a JSON API have in common: sign-in, pages, refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, NotRequired, Required, Self, TypedDict, Unpack

import httpx2
import orjson

from core.fetching import Answer
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideBusy,
    OutsideDenied,
    OutsideMissing,
    OutsideReadOnly,
    SyncStateExpired,
)
from scheduling.clients.exchange import REQUEST_SECONDS, Exchange, json_object, retry_after
from scheduling.clients.oauth import OAuthGrant, OAuthSession

MAX_PAGES = 100
MAX_EVENTS = 20_000
GONE = frozenset({404, 410})


class Access(TypedDict):
    """How to reach an account. api_url, token_url: the vendor's own if left out."""

    grant: Required[OAuthGrant]
    on_rotated: Required[Callable[[str], None]]
    allow_loopback: Required[bool]
    api_url: NotRequired[str]
    token_url: NotRequired[str]
    seconds: NotRequired[float]


class JsonCalendar:
    """api_url, token_url, scope: the vendor's.

    busy_reasons: words in a refusal with status 403 that mean to wait.
    """

    is_writable = True
    api_url: ClassVar[str]
    token_url: ClassVar[str]
    scope: ClassVar[str]
    busy_reasons: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, **access: Unpack[Access]) -> None:
        allow_loopback = access["allow_loopback"]
        seconds = access.get("seconds", REQUEST_SECONDS)
        self._exchange = Exchange(
            base_url=access.get("api_url", self.api_url),
            allow_loopback=allow_loopback,
            seconds=seconds,
        )
        self._session = OAuthSession(
            access["grant"],
            token_url=access.get("token_url", self.token_url),
            scope=self.scope,
            on_rotated=access["on_rotated"],
            allow_loopback=allow_loopback,
            seconds=seconds,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._exchange.close()
        self._session.close()

    @property
    def host(self) -> str:
        return self._exchange.base.host

    def send(
        self,
        method: str,
        url: str | httpx2.URL,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer:
        """The answer, be it a success, 404, 409, 410 or 412."""
        target = self._exchange.resolve(url)
        if parameters:
            target = target.copy_merge_params(dict(parameters))
        content = None if body is None else orjson.dumps(body)
        kind = {} if content is None else {"Content-Type": "application/json"}
        answer = self._exchange.send(
            method,
            target,
            authorize=self._session.authorize,
            headers={"Accept": "application/json", **kind, **(headers or {})},
            content=content,
        )
        if answer.status == 403:
            if any(each.encode() in answer.body for each in self.busy_reasons):
                raise OutsideBusy(host=self.host, retry_after=retry_after(answer))
            raise OutsideReadOnly() if method != "GET" else OutsideDenied(host=self.host)
        if 200 <= answer.status < 300 or answer.status in (404, 409, 410, 412):
            return answer
        raise OutsideBroken(host=self.host, what=f"answered with status {answer.status}")

    def read(
        self,
        url: str | httpx2.URL,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, object]:
        """The object at an address. Raises OutsideMissing, or SyncStateExpired for 410."""
        answer = self.send("GET", url, parameters=parameters, headers=headers)
        if answer.status == 410:
            raise SyncStateExpired()
        if answer.status >= 400:
            raise OutsideMissing()
        return json_object(answer, self.host)

    def objects(self, body: Mapping[str, object], name: str) -> list[dict[str, object]]:
        """The list of objects in an answer; empty if it has none."""
        found = body.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise OutsideBroken(host=self.host, what="answers with something unexpected")
        return found

    def check_number(self, number: int) -> None:
        if number > MAX_EVENTS:
            raise OutsideBroken(host=self.host, what=f"has more than {MAX_EVENTS} events")


def text_of(body: Mapping[str, object], name: str) -> str:
    """A text in an answer; empty if it has none, or something that cannot be stored."""
    found = body.get(name)
    return found if isinstance(found, str) and "\x00" not in found else ""


def part_of(body: Mapping[str, object], name: str) -> dict[str, object]:
    """An object in an answer; empty if it has none, or something else."""
    found = body.get(name)
    return found if isinstance(found, dict) else {}
