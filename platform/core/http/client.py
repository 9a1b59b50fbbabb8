"""Who is calling, as far as the connection tells."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's IP address.

    `X-Forwarded-For` counts only as far as TRUSTED_PROXIES, the number of our own proxies in front,
    vouches for it: each of them appends the address it saw.
    """
    peer = request.META.get("REMOTE_ADDR") or "0.0.0.0"
    hops = settings.TRUSTED_PROXIES
    if hops == 0:
        return peer
    chain = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    seen = [hop for hop in chain if hop]
    return seen[-hops] if len(seen) >= hops and _is_address(seen[-hops]) else peer


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def client_network(request: HttpRequest) -> str:
    """What limits count as one client: an IPv4 address, or the /64 that an IPv6 one is given."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def request_id(request: HttpRequest) -> str:
    """The id that RequestIdMiddleware gave this request."""
    return getattr(request, "request_id", "")
