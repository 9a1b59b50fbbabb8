"""Packs the pieces of a section into chunks: neighbors together, within a token budget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that is never split: a sentence, a table row, a line of code."""

    text: str
    glue: str  # separator from the piece before: "\n" starts a new block
    tokens: int
    page: int | None  # where it begins

    @property
    def begins_block(self) -> bool:
        return self.glue == "\n"


def pack(pieces: Iterable[Piece], budget: int) -> Iterator[list[Piece]]:
    """Yield groups of neighboring pieces within the budget, without leaving one piece alone at
    the end.
    """
    before: list[Piece] = []
    group: list[Piece] = []
    for piece in pieces:
        while group and (size(group) + piece.tokens > budget or far(group[0], piece)):
            cut = _last_block_start(group, at_least=budget // 2)
            if before:
                yield before
            before, group = group[:cut], group[cut:]
        group.append(piece)
    if before and group and size(group) < budget // 4 and not far(before[0], group[-1]):
        both = before + group
        cut = _middle(both)
        before, group = both[:cut], both[cut:]
    for last in (before, group):
        if last:
            yield last


def repack(pieces: list[Piece], budget: int, known: Sequence[str]) -> Iterator[list[Piece]]:
    """Like `packed`, but keeps the known chunks, and packs only what is between them."""
    fresh: list[Piece] = []
    at = 0
    while at < len(pieces):
        end = _end_of_known(pieces, at, budget, known)
        if end is None:
            fresh.append(pieces[at])
            at += 1
        else:
            yield from pack(fresh, budget)
            yield pieces[at:end]
            fresh, at = [], end
    yield from pack(fresh, budget)


def _end_of_known(pieces: list[Piece], begin: int, budget: int, known: Sequence[str]) -> int | None:
    """The end of the known chunk that begins with this piece, if all of it follows."""
    first = pieces[begin]
    for text in islice(known, bisect_left(known, first.text), None):
        if not text.startswith(first.text):
            return None
        length, tokens, end = len(first.text), first.tokens, begin + 1
        while length < len(text) and end < len(pieces):
            length += len(pieces[end].glue + pieces[end].text)
            tokens += pieces[end].tokens
            end += 1
        if tokens <= budget and length == len(text) and join_pieces(pieces[begin:end]) == text:
            return end
    return None


def _last_block_start(group: list[Piece], *, at_least: int) -> int:
    """The start of the last block in `group`, if enough pieces precede it; else the group's end."""
    left = size(group)
    for i in range(len(group) - 1, 0, -1):
        left -= group[i].tokens
        if left < at_least:
            break
        if group[i].begins_block:
            return i
    return len(group)


def _middle(pieces: list[Piece]) -> int:
    """The index that splits the pieces most evenly; between blocks if that is nearly as even."""
    total = size(pieces)

    def imbalance(i: int) -> float:
        return abs(total / 2 - size(pieces[:i])) + (0 if pieces[i].begins_block else total / 8)

    return min(range(1, len(pieces)), key=imbalance)


def far(first: Piece, last: Piece) -> bool:
    return first.page is not None and last.page is not None and last.page - first.page > 1


def size(pieces: Iterable[Piece]) -> int:
    return sum(piece.tokens for piece in pieces)


def page_starts(pieces: list[Piece]) -> tuple[tuple[int, int], ...]:
    """(Offset in the joined text, page) where a page begins that is later than the first one."""
    starts = []
    page, offset = pieces[0].page, len(pieces[0].text)
    for piece in pieces[1:]:
        offset += len(piece.glue)
        if piece.page is not None and piece.page != page:
            page = piece.page
            starts.append((offset, page))
        offset += len(piece.text)
    return tuple(starts)


def join_pieces(pieces: list[Piece]) -> str:
    return pieces[0].text + "".join(piece.glue + piece.text for piece in pieces[1:])
