"""The token in a customer's links: it names one appointment, and nobody else can make one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer

from scheduling.errors import BookingTokenInvalid

_SALT = "scheduling.appointment"
_MAX_LENGTH = 200


def make_token(appointment_id: str) -> str:
    """The token for an appointment's public id."""
    return Signer(salt=_SALT, sep=".").sign(appointment_id)


def read_token(token: str) -> str:
    """The public id of the token's appointment. Raises BookingTokenInvalid."""
    try:
        if len(token) > _MAX_LENGTH:
            raise BookingTokenInvalid
        return Signer(salt=_SALT, sep=".").unsign(token)
    except BadSignature as error:
        raise BookingTokenInvalid from error


def appointment_link(appointment_id: str) -> str:
    """Where a customer sees, moves and cancels an appointment."""
    token = urlencode({"token": make_token(appointment_id)})
    return f"{settings.SITE_URL}/book/appointment?{token}"
