"""Requests to a calendar server: bounded in number, bytes and seconds; its credentials go to no
other.

Nothing here waits or repeats: a server that asks for patience gets it from whoever plans the next
synchronization.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Self

import httpx2
import orjson

from core.fetching import Answer, AnswerTooLarge, EncodingUnknown, Fetcher, FetchFailed, TooSlow
from core.outbound import TargetRefused
from core.public_suffixes import parents_of_one_owner
from core.targets import EVERY_PORT, TargetMalformed, parse_target
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideBusy,
    OutsideDenied,
    OutsideSlow,
    OutsideUnreachable,
)

MAX_BYTES = 10 * 1024**2  # of one answer
REQUEST_SECONDS, TOTAL_SECONDS = 20.0, 180.0  # at most; of less for a request, all take less
MAX_REQUESTS = 500
MAX_RETRY_AFTER = 6 * 3600  # seconds; what a server asks beyond that is not believed
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDIRECTED_METHODS = frozenset({"GET", "PROPFIND", "REPORT"})


class Exchange:
    """All requests of one client.

    base_url: of the server; requests go there, or to hosts of the same owner.
    seconds: for a request; all of them end in the same proportion.
    has_secrets: False allows redirects to any public host, for requests that prove nothing.
    """

    def __init__(
        self,
        *,
        base_url: str,
        allow_loopback: bool,
        seconds: float = REQUEST_SECONDS,
        has_secrets: bool = True,
    ) -> None:
        self._has_secrets = has_secrets
        self._allow_loopback = allow_loopback
        self.base = httpx2.URL(base_url)
        self._seconds = min(seconds, REQUEST_SECONDS)
        self._fetcher = Fetcher(user_agent="Frontdesk", allow_loopback=allow_loopback)
        self._ends_at = time.monotonic() + TOTAL_SECONDS * self._seconds / REQUEST_SECONDS
        self._requests = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._fetcher.__exit__(None, None, None)

    def send(
        self,
        method: str,
        url: httpx2.URL | str,
        *,
        authorize: Callable[[], Mapping[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """The answer, redirects followed, unless the server refuses, fails, or asks to wait.

        authorize: the headers that prove who asks.
        """
        target = self.resolve(url)
        for _ in range(_MAX_REDIRECTS + 1):
            self._check_target(target)
            proof = authorize() if authorize is not None else {}
            answer = self._fetch(method, target, {**(headers or {}), **proof}, content)
            if answer.status not in _REDIRECTS or method not in _REDIRECTED_METHODS:
                return self._judged(answer, target)
            target = self.resolve(answer.headers.get("location", ""), at=target)
        raise OutsideBroken(host=self.base.host, what="redirects in circles")

    def resolve(self, reference: httpx2.URL | str, *, at: httpx2.URL | None = None) -> httpx2.URL:
        """The address that a server means. at: where it stands. Raises OutsideBroken."""
        try:
            return (at or self.base).join(reference)
        except (httpx2.InvalidURL, ValueError) as error:
            raise OutsideBroken(host=self.base.host, what="refers to nothing") from error

    def is_own(self, url: httpx2.URL) -> bool:
        """True if an address belongs to the server's owner, so that it may see the credentials."""
        if (url.scheme, url.host, url.port) == (self.base.scheme, self.base.host, self.base.port):
            return True
        ours = {self.base.host, *parents_of_one_owner(self.base.host)}
        theirs = {url.host, *parents_of_one_owner(url.host)}
        is_name = not self.base.host.replace(".", "").isdigit() and ":" not in self.base.host
        return url.scheme == "https" and is_name and bool(ours & theirs)

    def _check_target(self, target: httpx2.URL) -> None:
        if self._has_secrets and not self.is_own(target):
            raise OutsideBroken(host=self.base.host, what="refers to another server")
        schemes = ("https", "http") if self._allow_loopback else ("https",)
        try:
            parse_target(
                str(target), allow_loopback=self._allow_loopback, schemes=schemes, ports=EVERY_PORT
            )
        except (TargetMalformed, TargetRefused) as error:
            raise OutsideBroken(host=self.base.host, what="refers to no public server") from error

    def _fetch(
        self, method: str, target: httpx2.URL, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        host = self.base.host
        self._requests += 1
        left = self._ends_at - time.monotonic()
        if self._requests > MAX_REQUESTS or left <= 0:
            raise OutsideBroken(host=host, what="has no end of answers")
        seconds = min(self._seconds, left)
        try:
            return self._fetcher.send(
                method,
                target,
                max_bytes=MAX_BYTES,
                seconds=seconds,
                headers=headers,
                content=content,
            )
        except TooSlow as error:
            raise OutsideSlow(host=host, seconds=seconds) from error
        except AnswerTooLarge as error:
            what = f"answers with more than {MAX_BYTES // 1024**2} MB"
            raise OutsideBroken(host=host, what=what) from error
        except EncodingUnknown as error:
            raise OutsideBroken(host=host, what="answers in an unknown encoding") from error
        except FetchFailed as error:
            raise OutsideUnreachable(host=host) from error

    def _judged(self, answer: Answer, target: httpx2.URL) -> Answer:
        host = target.host
        if answer.status in (401, 407):
            raise OutsideDenied(host=host)
        if answer.status in (429, 503):
            raise OutsideBusy(host=host, retry_after=retry_after(answer))
        if answer.status >= 500:
            raise OutsideBroken(host=host, what=f"failed with status {answer.status}")
        if answer.status in _REDIRECTS:
            raise OutsideBroken(host=host, what="redirects what is to be written")
        return answer


def retry_after(answer: Answer) -> int | None:
    """Seconds for which a server asks, as a number or a date."""
    stated = answer.headers.get("retry-after", "").strip()[:40]
    if stated.isascii() and stated.isdecimal():
        return min(int(stated), MAX_RETRY_AFTER)
    try:
        seconds = parsedate_to_datetime(stated).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0, min(round(seconds), MAX_RETRY_AFTER))


def json_object(answer: Answer, host: str) -> dict[str, object]:
    """The object that an answer's body is. Raises OutsideBroken."""
    try:
        body = orjson.loads(answer.body)
    except ValueError as error:
        raise OutsideBroken(host=host, what="answers with something that is no JSON") from error
    if not isinstance(body, dict):
        raise OutsideBroken(host=host, what="answers with something unexpected")
    return body
