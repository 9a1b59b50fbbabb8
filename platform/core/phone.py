"""Phone numbers in ITU-T E.164: a plus, a country code, at most 15 digits."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[ ().\-]")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def e164(text: str) -> str | None:
    """`+1-555-0100` → `+15550100`; None if it is not an international number."""
    digits = _SEPARATORS.sub("", text)
    return digits if _E164.fullmatch(digits) else None
