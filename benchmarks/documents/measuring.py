"""How much of what is wanted came out, and how much of what came out is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.documents.matching import is_in, is_seen_in, normalized, words
from benchmarks.documents.truth import Sample, Segment
from knowledge.clients.parsing.blocks import Block, BlockKind

# A word of the output is known if it stands in a run of so many words of one segment.
_RUN = 3
# A shorter sentence may well be said twice.
_REPEATED_WORDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """missed: the wanted segments that did not come out. kept: the unwanted ones that did.

    precision: share of the output's characters, counting words only, that stand in wanted or
        neutral segments; 1 if nothing came out.
    foreign: the output's runs of words that stand in none.
    """

    sample: Sample
    missed: tuple[Segment, ...]
    kept: tuple[Segment, ...]
    precision: float
    foreign: tuple[str, ...]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / len(self.sample.wanted)


def measure(sample: Sample, blocks: Sequence[Block]) -> Measured:
    lines = list(_lines(blocks))
    places = [*lines, *_over_page_breaks(blocks)]
    rows = [segment for segment in sample.wanted if segment.cells]
    missed = tuple(
        segment
        for segment in sample.wanted
        if not any(is_in(segment, line) and not _is_muddled(segment, rows, line) for line in places)
    )
    kept = tuple(
        segment for segment in sample.unwanted if any(is_seen_in(segment, line) for line in lines)
    )
    known = _runs_of(sample.wanted + sample.neutral)
    foreign = [run for line in lines for run in _foreign(line, known)]
    foreign += _repeated(sample, lines)
    total = sum(_length(words(line)) for line in lines)
    precision = 1 - sum(map(_length, foreign)) / total if total else 1.0
    return Measured(sample, missed, kept, max(precision, 0), tuple(map(" ".join, foreign)))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Line breaks stand in code only; a row of a table printed as code is a line of it."""
    for block in blocks:
        yield from filter(None, map(normalized, block.text.split("\n")))


def _over_page_breaks(blocks: Sequence[Block]) -> Iterator[str]:
    """A paragraph may be cut where its page ends: the page of a citation is its sentence's."""
    paragraphs = [block for block in blocks if block.kind is BlockKind.PARAGRAPH]
    for first, second in zip(paragraphs, paragraphs[1:], strict=False):
        if first.page != second.page:
            yield normalized(f"{first.text} {second.text}")


def _is_muddled(segment: Segment, rows: Sequence[Segment], line: str) -> bool:
    """True for a row whose line holds another row too: whose cells are whose, nobody can tell.

    Not for a row of one cell, a name and its value: facts may well share a line.
    """
    if len(segment.cells) < 2:
        return False
    own = normalized("; ".join(f"{column}: {value}" for column, value in segment.cells))
    return any(is_in(row, line) and not is_in(row, own) for row in rows)


def _runs_of(segments: Iterable[Segment]) -> set[tuple[str, ...]]:
    """The runs of words that make up the segments; shorter ones whole."""
    runs: set[tuple[str, ...]] = set()
    for segment in segments:
        texts = [segment.text]
        for column, value in segment.cells:
            texts += [f"{column} {value}", value, *words(column)]
        for text in texts:
            runs.update(_windows(words(text)))
    return runs


def _windows(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    size = min(_RUN, len(tokens))
    for begin in range(len(tokens) - size + 1):
        yield tuple(tokens[begin : begin + size])


def _foreign(line: str, known: set[tuple[str, ...]]) -> Iterator[list[str]]:
    tokens = words(line)
    is_known = [False] * len(tokens)
    for begin in range(len(tokens)):
        for size in range(1, _RUN + 1):
            if tuple(tokens[begin : begin + size]) in known:
                is_known[begin : begin + size] = [True] * len(tokens[begin : begin + size])
    run: list[str] = []
    for token, is_this_known in zip(tokens, is_known, strict=True):
        if not is_this_known:
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _repeated(sample: Sample, lines: Sequence[str]) -> Iterator[list[str]]:
    """Wanted sentences beyond the times that the document says them."""
    said = [normalized(segment.text) for segment in sample.wanted + sample.neutral]
    for segment in dict.fromkeys(sample.wanted):
        tokens = words(segment.text)
        if not segment.cells and len(tokens) >= _REPEATED_WORDS:
            surplus = sum(is_in(segment, line) for line in lines) - sum(
                is_in(segment, text) for text in said
            )
            yield from [tokens] * surplus


def _length(tokens: Iterable[str]) -> int:
    return sum(map(len, tokens))
