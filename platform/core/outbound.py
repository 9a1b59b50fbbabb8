"""Requests to customer-supplied addresses, limited to public ones.

A name is resolved once, each of its addresses is checked, and the connection goes to a checked one,
so that a second lookup cannot change the answer (DNS rebinding). TLS still verifies the name.
Responses are limited (`ANSWER_BYTES`) and must be uncompressed, so that nothing can expand.
`core.targets` checks an address without any request; `core.fetching` reads pages with limits on
size and time.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from core.errors import DomainError

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
ANSWER_BYTES = 32 * 1024**2  # of one response: more than thousands of vectors take
ASKED_AT_ONCE = 512  # concurrent requests of one process: more than it has threads for them

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # the last 32 bits are an IPv4 address
# Python takes these for global, but inside a cloud they answer with settings and secrets of the
# machine: Azure's address, and the block of protocol assignments in which Oracle's lies. Those of
# other clouds are link-local, private or shared.
_CLOUD_SERVICES = (
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("192.0.0.0/24"),
)


class TargetRefused(DomainError):
    code, kind = "TARGET_NOT_PUBLIC", "invalid"
    message = "Requests to {host} are not allowed: its address is not public."


def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """True if an IP address may be connected to: global unicast and no cloud's own service, also
    when mapped from IPv4.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if inner in _NAT64:
        inner = ipaddress.IPv4Address(int(inner) & 0xFFFFFFFF)
    if inner.is_loopback:
        return allow_loopback
    if any(inner in network for network in _CLOUD_SERVICES):
        return False
    # fec0::/10: deprecated, but still private
    is_site_local = getattr(inner, "is_site_local", False)
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or is_site_local)


class PinnedBackend(httpcore2.SyncBackend):
    """Connects only to a checked address of the host."""

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


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Loaded once: reading the certificate authorities takes some 15 ms."""
    return httpx2.create_ssl_context()


class _PinnedTransport(httpx2.HTTPTransport):
    def __init__(self, backend: PinnedBackend, *, connections: int, kept_alive: int) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_tls(),
            max_connections=connections,
            max_keepalive_connections=kept_alive,
            network_backend=backend,
        )


class _BoundedTransport(_PinnedTransport):
    """Limits responses to `ANSWER_BYTES`, and refuses compressed ones."""

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
    """An HTTP client over `backend`: no redirects, no proxies, no cookies.

    kept_alive: number of idle connections kept for reuse; each was checked when it was opened.
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
    """The process's HTTP client for public addresses.

    Shared by all tenants, so it keeps no state of theirs: see `client_over`.
    allow_loopback: permits local addresses too, for development.
    """
    backend = PinnedBackend(allow_loopback=allow_loopback)
    return client_over(backend, connections=ASKED_AT_ONCE, transport=_BoundedTransport)
