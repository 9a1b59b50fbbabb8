"""IP addresses as the platform counts them."""

from __future__ import annotations

import ipaddress


def network_of(address: str) -> str:
    """What limits count as one client: an IPv4 address, or the /64 that an IPv6 one is given."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False))
