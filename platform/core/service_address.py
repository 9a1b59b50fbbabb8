"""Checks customer-supplied service addresses before the first request."""

from __future__ import annotations

from django.conf import settings

from core.errors import DomainError
from core.outbound import TargetRefused
from core.targets import EVERY_PORT, TargetMalformed, parse_target


class ServiceAddressInvalid(DomainError):
    code, kind, message = "INVALID", "invalid", "{reason}"


def service_address(url: str, *, field: str) -> str:
    """The address of a service, as it is stored: https, to a host that may be public.

    A name's addresses are checked at each connection (`core.outbound`).
    field: the input that held it.

    Raises ServiceAddressInvalid.
    """
    allow_loopback = settings.OUTBOUND_ALLOW_LOOPBACK
    schemes = ("https", "http") if allow_loopback else ("https",)
    try:
        parsed = parse_target(url, allow_loopback=allow_loopback, schemes=schemes, ports=EVERY_PORT)
    except TargetMalformed as error:
        raise _malformed(str(error), field) from error
    except TargetRefused as error:
        reason = "That address is not public."
        raise ServiceAddressInvalid(field=field, reason=reason) from error
    if parsed.query or parsed.fragment:
        raise _malformed("The address has a part that begins with ? or #.", field)
    return str(parsed)


def _malformed(reason: str, field: str) -> ServiceAddressInvalid:
    advice = "Give the https address of the service, such as https://service.example/path."
    return ServiceAddressInvalid(field=field, reason=f"{reason} {advice}")
