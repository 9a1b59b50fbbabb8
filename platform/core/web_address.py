"""Validates addresses that people's browsers load, such as an image's."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.deconstruct import deconstructible

from core.outbound import TargetRefused
from core.targets import EVERY_PORT, TargetMalformed, parse_target


@deconstructible
class WebAddressValidator(URLValidator):
    """For serializers and forms; `schemes` as for `URLValidator`."""

    def __call__(self, value: str) -> None:
        super().__call__(value)
        try:
            parse_target(
                value,
                allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK,
                schemes=self.schemes,
                ports=EVERY_PORT,
            )
        except (TargetMalformed, TargetRefused) as error:
            raise ValidationError(str(error)) from error
