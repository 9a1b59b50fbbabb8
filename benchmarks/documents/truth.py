"""The files of the set, each with the truth about it in a file beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
PARTS = ("dev", "held_out")
FORMATS = ("pdf", "docx", "xlsx", "csv", "txt", "md", "html", "pages")
SUFFIX = ".truth"
_SECTIONS = ("made", "wanted", "neutral", "unwanted")


class Cell(NamedTuple):
    """column: its name as printed; empty if only the value must be there."""

    column: str
    value: str


class Segment(NamedTuple):
    """A sentence, heading or fact, or a row of a table: then `cells` is not empty.

    is_whole_line: found only where nothing else stands in the same line; for a segment as short as
        a page number, which could stand within any sentence.
    """

    text: str
    cells: tuple[Cell, ...] = ()
    is_whole_line: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """made: with which program, and what is peculiar about the file.

    wanted: must come out. unwanted: must not. neutral: may.
    """

    path: Path
    part: str
    format: str
    made: str
    wanted: tuple[Segment, ...]
    neutral: tuple[Segment, ...]
    unwanted: tuple[Segment, ...]


class TruthMalformed(ValueError):
    pass


def samples(folder: Path = FOLDER) -> list[Sample]:
    """All files that have a truth, by part, format and name."""
    return [
        load(truth.with_name(truth.name.removesuffix(SUFFIX)), part=part, format=format)
        for part in PARTS
        for format in FORMATS
        for truth in sorted((folder / part / format).glob(f"*{SUFFIX}"))
    ]


def load(path: Path, *, part: str, format: str) -> Sample:
    truth = path.with_name(path.name + SUFFIX)
    sections = _sections(truth)
    wanted, neutral, unwanted = (
        tuple(segment(line) for line in sections[name]) for name in _SECTIONS[1:]
    )
    if not wanted:
        raise TruthMalformed(f"{truth}: nothing is wanted")
    made = " ".join(sections["made"])
    return Sample(path, part, format, made, wanted, neutral, unwanted)


def segment(line: str) -> Segment:
    """`| Column: value | value` is a row, `= text` a whole line, everything else a sentence."""
    if line.startswith("| "):
        return Segment(line, tuple(_cell(each) for each in line[2:].split(" | ")))
    if line.startswith("= "):
        return Segment(line[2:], is_whole_line=True)
    return Segment(line)


def _cell(text: str) -> Cell:
    column, colon, value = text.strip().partition(": ")
    return Cell(column, value) if colon else Cell("", column)


def _sections(truth: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in _SECTIONS}
    lines: list[str] | None = None
    for line in filter(None, map(str.strip, truth.read_text(encoding="utf-8").splitlines())):
        if line.startswith("[") and line[1:-1] in found:
            lines = found[line[1:-1]]
        elif lines is None:
            raise TruthMalformed(f"{truth}: a line before the first section")
        else:
            lines.append(line)
    return found
