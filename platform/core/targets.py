"""Hosts and web addresses written by customers: encoded and judged here, for every field that takes
one, before any request.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection

import httpx2

from core.errors import DomainError
from core.outbound import TargetRefused, is_allowed

PORTS = frozenset({80, 443})
EVERY_PORT = range(1, 65_536)
MAX_HOST_LENGTH = 253  # characters, RFC 1035
_LABEL = r"[a-z0-9_-]{1,63}"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# The hosts that programs take for an IPv4 address: those whose last part is a number.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_AUTHORITY = re.compile(r"[^:/?#]*://(?P<user>[^/?#]*@)?[^/?#]*?(?P<port>:\d*)?(?=[/?#]|\Z)")
_DELIMITERS = frozenset("/?#@:[]\\%")
_LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")


class TargetMalformed(DomainError):
    code, kind, message = "INVALID_URL", "invalid", "{reason}"


def parse_target(
    url: str,
    *,
    allow_loopback: bool,
    schemes: Collection[str] = ("http", "https"),
    ports: Collection[int] = PORTS,
) -> httpx2.URL:
    """Normalize an address if a request to it could be allowed.

    Names are resolved and checked only when the request is made (`core.outbound`).
    allow_loopback: permits local addresses and any port.

    Raises TargetMalformed for another scheme or port, a user name, or a host that `encode_host`
    refuses; TargetRefused for private addresses in any spelling.
    """
    parsed = _parse(url)
    if parsed.scheme not in schemes:
        allowed = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise TargetMalformed(reason=f"The address must start with {allowed}.")
    written = _AUTHORITY.match(url)
    if written is not None and written["user"]:
        raise TargetMalformed(reason="The address must not contain a user name or password.")
    host = _judged(parsed, url)
    allowed_ports = EVERY_PORT if allow_loopback else ports
    is_allowed_port = parsed.port is None or parsed.port in allowed_ports
    if not is_allowed_port or (written is not None and not (written["port"] or "").isascii()):
        numbers = ", ".join(map(str, sorted(ports))) if len(ports) < 10 else "1 to 65535"
        raise TargetMalformed(reason=f"The port is not allowed, only {numbers}.")
    if not may_be_public(host, allow_loopback=allow_loopback):
        raise TargetRefused(host=host)
    return parsed


def encode_host(host: str) -> str:
    """Spell a host as it is sent: in lower case, a name of other letters in its ASCII form.

    Raises TargetMalformed unless it is a name that can be resolved, or an IPv4 address as four
    decimal numbers; TargetRefused for a private address in another spelling.
    """
    if not _DELIMITERS.isdisjoint(host):
        raise _not_a_host()
    return _judged(_parse(f"https://{host}"), host)


def may_be_public(host: str, *, allow_loopback: bool) -> bool:
    """True if a host can be public: a name, or a public address in any spelling.

    host: in lower case. A name's addresses are checked at each connection (`core.outbound`).
    """
    if host in _LOCAL_NAMES or host.endswith(".localhost"):
        return allow_loopback
    literal = _literal_address(host.rstrip("."))
    return literal is None or is_allowed(literal, allow_loopback=allow_loopback)


def _parse(url: str) -> httpx2.URL:
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise TargetMalformed(reason="The address contains spaces or control characters.")
    try:
        return httpx2.URL(url)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise TargetMalformed(reason="This is not a web address.") from error


def _judged(parsed: httpx2.URL, written: str) -> str:
    """The encoded host. written: the text that it was parsed from."""
    host = parsed.raw_host.decode().lower()
    if ":" in host:  # an IPv6 address, which the parser has checked
        if "%" in host:
            raise _not_a_host()
        return host
    if _NUMBER.fullmatch(host.rstrip(".")):
        return _usual_ipv4(host, written)
    if len(host) > MAX_HOST_LENGTH or not _NAME.fullmatch(host):
        raise _not_a_host()
    return host


def _usual_ipv4(host: str, written: str) -> str:
    """host: with a number as its last part.

    Other spellings, also with digits of other scripts, are read differently by different programs.
    """
    try:
        if str(ipaddress.IPv4Address(host)) == host and host in written:
            return host
    except ValueError:
        pass
    if not may_be_public(host, allow_loopback=False):
        raise TargetRefused(host=host)
    reason = "An IP address must be written as four decimal numbers, such as 203.0.113.7."
    raise TargetMalformed(reason=reason)


def _not_a_host() -> TargetMalformed:
    return TargetMalformed(reason="The address has no valid host.")


def _literal_address(host: str) -> str | None:
    """The IP address of a literal host, also if written as one number, in octal or in hex."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None
