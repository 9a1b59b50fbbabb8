"""Phone numbers as ITU-T E.164 has them: a plus, a country code, 15 digits at most."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[ ().\-]")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def e164(text: str) -> str | None:
    """`+1-555-0100` → `+15550100`; None for what is no international number."""
    digits = _SEPARATORS.sub("", text)
    return digits if _E164.fullmatch(digits) else None
