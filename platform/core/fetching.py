"""Fetches untrusted pages, limited in bytes and in seconds.

`core.outbound` decides which addresses are allowed. A redirect is returned like any other response;
the caller checks its target before following it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpcore2
import httpx2

from core.errors import DomainError
from core.outbound import PinnedBackend, client_over

# Encodings that the client decodes incrementally, so that a bomb is stopped early.
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})


class FetchFailed(DomainError):
    """No response was received."""

    code, kind, message = "UNREACHABLE", "upstream", "{host} could not be reached."


class TooSlow(FetchFailed):
    code, message = "TOO_SLOW", "{host} did not answer completely within {seconds:g} seconds."


class AnswerTooLarge(FetchFailed):
    code, message = "PAGE_TOO_LARGE", "The page is larger than {megabytes:g} MB."


class EncodingUnknown(FetchFailed):
    code, message = "ENCODING_UNKNOWN", "{host} answered in an encoding that was not requested."


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: by lower-case name. is_cut: True if the body is longer than what was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False


class Fetcher:
    """Fetches from public hosts, one request at a time; used by one thread.

    allow_loopback: permits local addresses too, for development.
    """

    def __init__(self, *, user_agent: str, allow_loopback: bool) -> None:
        self.allow_loopback = allow_loopback
        self._backend = _TimedBackend(allow_loopback=allow_loopback)
        self._client = client_over(self._backend, connections=1, kept_alive=1)
        self._client.headers = httpx2.Headers(
            {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self,
        url: httpx2.URL,
        *,
        max_bytes: int,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> Answer:
        """Fetch an address and return the decoded response.

        max_bytes: of the decoded body; a larger one is refused, or truncated if `cut`.
        seconds: for everything, from the connection to the last byte.

        Raises TargetRefused without connecting, and FetchFailed.
        """
        return self.send("GET", url, max_bytes=max_bytes, seconds=seconds, headers=headers, cut=cut)

    def send(
        self,
        method: str,
        url: httpx2.URL,
        *,
        max_bytes: int,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        cut: bool = False,
    ) -> Answer:
        """Send a request of any method, within the limits of `get`, which raises the same."""
        self._backend.ends_at = time.monotonic() + seconds
        try:
            with self._client.stream(method, url, headers=headers, content=content) as answer:
                return _read(answer, max_bytes=max_bytes, cut=cut)
        except httpx2.TimeoutException as error:
            raise TooSlow(host=url.host, seconds=seconds) from error
        except (httpx2.RequestError, httpx2.InvalidURL) as error:
            raise FetchFailed(host=url.host) from error


def _read(answer: httpx2.Response, *, max_bytes: int, cut: bool) -> Answer:
    host = answer.url.host
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise EncodingUnknown(host=host)
    announced = headers.get("content-length", "0")[:15]
    if not cut and announced.isdecimal() and int(announced) > max_bytes:
        raise AnswerTooLarge(megabytes=max_bytes / 1024**2)
    body = bytearray()
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > max_bytes:
            if not cut:
                raise AnswerTooLarge(megabytes=max_bytes / 1024**2)
            return Answer(answer.status_code, headers, bytes(body[:max_bytes]), is_cut=True)
    return Answer(answer.status_code, headers, bytes(body))


class _TimedBackend(PinnedBackend):
    """Limits every operation to `ends_at`: a server that sends a byte a second never times out
    by itself.
    """

    ends_at = 0.0

    def remaining(self, timeout: float | None) -> float:
        rest = self.ends_at - time.monotonic()
        if rest <= 0:
            raise httpcore2.ReadTimeout("the time for this request is over")
        return rest if timeout is None else min(rest, timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Any:
        stream = super().connect_tcp(
            host, port, self.remaining(timeout), local_address, socket_options
        )
        return _TimedStream(stream, self)


class _TimedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, backend: _TimedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.remaining(timeout))

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self._stream.start_tls(
            ssl_context, server_hostname, self._backend.remaining(timeout)
        )
        return _TimedStream(secured, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
