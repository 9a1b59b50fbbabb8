"""The caller, as far as the connection tells."""

from __future__ import annotations

import ipaddress
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from core.addresses import network_of


def client_address(request: HttpRequest) -> str:
    """The caller's IP address; 0.0.0.0 for a local socket without one.

    `X-Forwarded-For` is only used as far as TRUSTED_PROXIES, the number of our own proxies in
    front: each of them appends the address it saw.
    """
    peer = _address(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"
    hops = settings.TRUSTED_PROXIES
    if hops == 0:
        return peer
    chain = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    seen = [hop for hop in chain if hop]
    return (_address(seen[-hops]) if len(seen) >= hops else None) or peer


def _address(text: str) -> str | None:
    """The address in its usual spelling, without a zone; IPv4 over IPv6 as IPv4."""
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def client_network(request: HttpRequest) -> str:
    """The client's network, for limits."""
    return network_of(client_address(request))


class Device(TypedDict):
    """What a session records of its start."""

    user_agent: str
    address: str


def device_of(request: HttpRequest) -> Device:
    return {
        "user_agent": request.headers.get("User-Agent", ""),
        "address": client_address(request),
    }


def request_id(request: HttpRequest) -> str:
    """The id that RequestIdMiddleware gave this request."""
    return getattr(request, "request_id", "")
