"""Phone numbers in ITU-T E.164: a plus, a country code, at most 15 digits."""

from __future__ import annotations

import re

_TYPED = re.compile(r"[0-9 ()./+\-]+", re.ASCII)
_SEPARATORS = re.compile(r"[ ().\-]")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def e164(text: str) -> str | None:
    """`+1-555-0100` → `+15550100`; None if it is not an international number."""
    digits = _SEPARATORS.sub("", text)
    return digits if _E164.fullmatch(digits) else None


def searched_digits(text: str) -> str:
    """The digits by which a number is found, however somebody typed it: without the zeros with
    which it begins nationally, or for calls abroad. Empty if it is no part of a number.
    """
    if not _TYPED.fullmatch(text):
        return ""
    return "".join(each for each in text if each.isdigit()).lstrip("0")
