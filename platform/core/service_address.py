"""Checks customer-supplied service addresses before the first request."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from core.errors import DomainError
from core.targets import may_be_public


class ServiceAddressInvalid(DomainError):
    code, kind, message = "INVALID", "invalid", "{reason}"


def check_service_address(url: str, *, field: str) -> None:
    """Raise ServiceAddressInvalid unless it is https to a host that may be public.

    A name's addresses are checked at each connection (`core.outbound`).
    field: the input that held it.
    """
    allow_loopback = settings.OUTBOUND_ALLOW_LOOPBACK
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _malformed(field) from error
    schemes = ("https", "http") if allow_loopback else ("https",)
    if parts.scheme not in schemes or not host or "@" in parts.netloc or parts.query:
        raise _malformed(field)
    if not may_be_public(host.lower().rstrip("."), allow_loopback=allow_loopback):
        raise ServiceAddressInvalid(field=field, reason="That address is not public.")


def _malformed(field: str) -> ServiceAddressInvalid:
    reason = "Give the https address of the service, such as https://llm.example/v1."
    return ServiceAddressInvalid(field=field, reason=reason)
