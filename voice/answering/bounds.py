"""Length limits for answers while they stream."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*(?=\s|$)|\n")  # noqa: RUF001
# Distance from the limit at which only whole sentences are let through: 160 characters, or a third
# of a smaller limit.
_HELD_BACK, _HELD_BACK_PART = 160, 3


def within(pieces: Iterable[str], max_length: int) -> Iterator[str]:
    """Yield the pieces, ending at the last sentence that fits into `max_length` characters.

    Text passes through immediately until the limit is near, then sentence by sentence. A single
    sentence that is longer than the limit is cut at a word.
    """
    flows_to = max_length - min(_HELD_BACK, max_length // _HELD_BACK_PART)
    sent, held = 0, ""
    for piece in pieces:
        held += piece
        if sent + len(held) <= flows_to:
            yield held
            sent, held = sent + len(held), ""
            continue
        if sent + len(held) > max_length:
            break
    else:
        if held:
            yield held
        return
    room = held[: max_length - sent]
    ends = [match.end() for match in _SENTENCE_END.finditer(room) if match.end() < len(room)]
    if ends:
        yield room[: ends[-1]].rstrip()
    elif (at := room.rfind(" ", 0, max(max_length - sent - 1, 0))) > 0:
        yield room[:at].rstrip(" ,;:") + "…"
