"""Web addresses written by customers: what can be refused without a request."""

from __future__ import annotations

import re
import socket

import httpx2

from core.errors import DomainError
from core.outbound import TargetRefused, is_allowed

PORTS = frozenset({80, 443})
_HOST = re.compile(r"[a-z0-9._:-]{1,253}")
_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")


class TargetMalformed(DomainError):
    code, kind, message = "INVALID_URL", "invalid", "{reason}"


def parse_target(url: str, *, allow_loopback: bool) -> httpx2.URL:
    """Normalize an address if a request to it could be allowed.

    Names are resolved and checked only when the request is made (`core.outbound`).
    allow_loopback: permits local addresses and any port.

    Raises TargetMalformed for anything but an http or https address, for a user name, or for a port
    other than 80 and 443; TargetRefused for private addresses in any spelling.
    """
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise TargetMalformed(reason="The address contains spaces or control characters.")
    try:
        parsed = httpx2.URL(url)
        host = parsed.raw_host.decode().rstrip(".").lower()
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise TargetMalformed(reason="This is not a web address.") from error
    if parsed.scheme not in ("http", "https"):
        raise TargetMalformed(reason="The address must start with http:// or https://.")
    if not _HOST.fullmatch(host):
        raise TargetMalformed(reason="The address has no valid host.")
    if parsed.userinfo:
        raise TargetMalformed(reason="The address must not contain a user name or password.")
    if parsed.port is not None and parsed.port not in PORTS and not allow_loopback:
        raise TargetMalformed(reason="Only the ports 80 and 443 are allowed.")
    if not may_be_public(host, allow_loopback=allow_loopback):
        raise TargetRefused(host=host)
    return parsed


def may_be_public(host: str, *, allow_loopback: bool) -> bool:
    """True if a host, in lower case, can be public: a name, or a public address in any spelling.

    A name's addresses are checked at each connection (`core.outbound`).
    """
    if host in _LOCAL_NAMES or host.endswith(".localhost"):
        return allow_loopback
    literal = _literal_address(host)
    return literal is None or is_allowed(literal, allow_loopback=allow_loopback)


def _literal_address(host: str) -> str | None:
    """The IP address of a literal host, also if written as one number, in octal or in hex."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None
