"""Client networks of IP addresses."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """The unit that limits count as one client: an IPv4 address, or the /64 of an IPv6 address."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False))
