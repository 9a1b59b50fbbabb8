"""Requests to addresses that customers name: only ever to public ones.

A name is resolved once, every address it has is checked, and the connection goes to a checked one,
so that a second look-up cannot change the answer (DNS rebinding). TLS still verifies the name.
What services answer has an end (`ANSWER_BYTES`), and comes unpacked: nothing can be made to expand.
What a form can tell of an address without asking anybody is `core.targets`; to read pages, with an
end to their size and to the time they take, is `core.fetching`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from core.errors import DomainError

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
ANSWER_BYTES = 32 * 1024**2  # of one service: more than thousands of vectors take
ASKED_AT_ONCE = 512  # services, by one process: more than it has threads that ask


class TargetRefused(DomainError):
    code, kind = "TARGET_NOT_PUBLIC", "invalid"
    message = "Requests to {host} are not allowed: its address is not public."


def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """Whether an IP address may be connected to: global unicast, seen through IPv4 mapping."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if inner.is_loopback:
        return allow_loopback
    is_site_local = getattr(inner, "is_site_local", False)  # fec0::/10: deprecated, not forgotten
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or is_site_local)


class PinnedBackend(httpcore2.SyncBackend):
    """Connects to a checked address of the host, or not at all."""

    def __init__(self, *, allow_loopback: bool) -> None:
        super().__init__()
        self.allow_loopback = allow_loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Any:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved") from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not is_allowed(address, allow_loopback=self.allow_loopback):
                raise TargetRefused(host=host)
        return super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


class _PinnedTransport(httpx2.HTTPTransport):
    def __init__(self, backend: PinnedBackend, *, connections: int, kept_alive: int) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=connections,
            max_keepalive_connections=kept_alive,
            network_backend=backend,
        )


class _BoundedTransport(_PinnedTransport):
    """Takes no more of an answer than `ANSWER_BYTES`, and none that is packed."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            response.close()
            raise httpx2.RemoteProtocolError("the answer is packed", request=request)
        response.stream = _Bounded(response.stream)
        return response


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        left = ANSWER_BYTES
        for piece in self._stream:
            left -= len(piece)
            if left < 0:
                raise httpx2.RemoteProtocolError("the answer is too long")
            yield piece

    def close(self) -> None:
        self._stream.close()


def client_over(
    backend: PinnedBackend,
    *,
    connections: int = 20,
    kept_alive: int = 0,
    transport: type[_PinnedTransport] = _PinnedTransport,
) -> httpx2.Client:
    """An HTTP client that connects as `backend` does: follows no redirect, uses no proxy and keeps
    no cookie.

    kept_alive: how many idle connections are used again; each was checked when it was made.
    """
    return httpx2.Client(
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        transport=transport(backend, connections=connections, kept_alive=kept_alive),
        timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )


@lru_cache(maxsize=2)
def pinned_client(*, allow_loopback: bool) -> httpx2.Client:
    """The process's HTTP client for public addresses. It asks for all tenants: see `client_over`
    for what it therefore forgets.

    allow_loopback: lets it reach this machine too, for development.
    """
    backend = PinnedBackend(allow_loopback=allow_loopback)
    return client_over(backend, connections=ASKED_AT_ONCE, transport=_BoundedTransport)
