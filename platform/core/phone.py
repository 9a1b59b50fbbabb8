"""Phone numbers in ITU-T E.164: a plus, a country code, at most 15 digits."""

from __future__ import annotations

import re

import phonenumbers
from babel.core import get_global

_TYPED = re.compile(r"[0-9 ()./+\-]+", re.ASCII)
_SEPARATORS = re.compile(r"[ ()./\-]")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_DIGITS = re.compile(r"\d{3,17}", re.ASCII)
_TRUNK_ZERO = re.compile(r"(\+[1-9]\d{0,2}[ .\-]*)\(\s*0\s*\)", re.ASCII)


def e164(text: str, *, region: str = "") -> str | None:
    """`+1-555-0100` → `+15550100`; None if it is no number that can be dialed from everywhere.

    region: an ISO 3166-1 code: a number without a country code is read as one dials it there. Such
    a number must exist there, as far as is known, since it may have been meant for elsewhere.
    """
    digits = _without_trunk_zero(text) or _SEPARATORS.sub("", text)
    if _E164.fullmatch(digits):
        return digits
    if region and _DIGITS.fullmatch(digits):
        return _in_region(digits, region)
    return None


def could_be_number(text: str) -> bool:
    """True for digits and separators, with or without a country code."""
    return bool(_DIGITS.fullmatch(_SEPARATORS.sub("", text).removeprefix("+")))


def region_of_zone(time_zone: str) -> str:
    """The ISO 3166-1 code of the country in which a time zone lies; empty for none, as of UTC."""
    name = get_global("zone_aliases").get(time_zone, time_zone)
    region = str(get_global("zone_territories").get(name, ""))
    return region if region in phonenumbers.SUPPORTED_REGIONS else ""


def _without_trunk_zero(text: str) -> str:
    """`+44 (0)20 …` as it is dialed from abroad, without the zero; empty if that is no number, as
    in Italy, where the zero is dialed.
    """
    shortened = _TRUNK_ZERO.sub(r"\1", text, count=1)
    digits = _SEPARATORS.sub("", shortened)
    if shortened == text or not _E164.fullmatch(digits):
        return ""
    return digits if _exists(digits) else ""


def _in_region(digits: str, region: str) -> str | None:
    try:
        parsed = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _exists(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def searched_digits(text: str) -> str:
    """The digits by which a number is found, however somebody typed it: without the zeros with
    which it begins nationally, or for calls abroad. Empty if it is no part of a number.
    """
    if not _TYPED.fullmatch(text):
        return ""
    return "".join(each for each in text if each.isdigit()).lstrip("0")
