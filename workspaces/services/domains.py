"""The websites of an API key: an exact host, or `*.` and a host for everything below it."""

from __future__ import annotations

from urllib.parse import urlsplit

from core.outbound import TargetRefused
from core.public_suffixes import is_public_suffix, parents_of_one_owner
from core.targets import TargetMalformed, encode_host
from workspaces.errors import DomainInvalid, DomainShared

_WILDCARD = "*."


def allowed_domain(text: str) -> str:
    """Normalize a host or a wildcard; a pasted URL is reduced to its host, without `www.`.

    Raises DomainInvalid, or DomainShared for a public suffix, with or without a wildcard.
    """
    _, is_url, rest = text.lower().partition("://")
    authority = rest if is_url else text.lower()
    written = authority.partition("/")[0].partition(":")[0].removeprefix("www.")
    is_wildcard = written.startswith(_WILDCARD)
    host = _encoded(written.removeprefix(_WILDCARD))
    if is_public_suffix(host, listed=not is_wildcard):
        raise DomainShared(host=host)
    return f"{_WILDCARD}{host}" if is_wildcard else host


def patterns_of(origin: str) -> set[str]:
    """The domains that allow an origin: `https://www.a.example` → a.example, *.a.example.

    No wildcard over a public suffix is among them, whatever a key may contain.
    """
    try:
        host = encode_host(urlsplit(origin).hostname or "")
    except (ValueError, TargetMalformed, TargetRefused):
        return set()
    parents = {f"{_WILDCARD}{parent}" for parent in parents_of_one_owner(host)}
    return {host.removeprefix("www."), *parents}


def _encoded(host: str) -> str:
    try:
        encoded = encode_host(host)
    except (TargetMalformed, TargetRefused) as error:
        raise DomainInvalid from error
    labels = encoded.split(".")
    if any(label.startswith("-") or label.endswith("-") or "_" in label for label in labels):
        raise DomainInvalid
    return encoded
