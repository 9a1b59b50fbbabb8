"""No retired word of docs/glossary.md is left in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
GLOSSARY = ROOT / "docs" / "glossary.md"
# History, this test, and the texts that the retrieval benchmark asks about.
SKIPPED = {GLOSSARY, Path(__file__), ROOT / "CHANGELOG.md", ROOT / "docs" / "decisions"}
SKIPPED |= {ROOT / "benchmarks" / "retrieval" / name for name in ("blind", "corpus", "python_faq")}
SKIPPED |= {ROOT / "var", ROOT / "node_modules"}
# Pages and files as others make them, with their words.
SKIPPED |= {ROOT / "knowledge" / "tests" / "pages"}
SKIPPED |= {ROOT / "benchmarks" / "documents" / name for name in ("dev", "held_out")}
SUFFIXES = {"", ".css", ".html", ".js", ".md", ".py", ".sql", ".toml", ".ts", ".txt", ".yaml"}


@dataclass(frozen=True)
class Row:
    """Retired words and phrases, and the files that may contain them."""

    entries: frozenset[str]
    exceptions: frozenset[str]


@cache
def rows() -> list[Row]:
    section = GLOSSARY.read_text("utf-8").partition("## Retired words")[2]
    cells = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    quoted = [(re.findall(r"`([^`]+)`", row[1]), re.findall(r"`([^`]+)`", row[3])) for row in cells]
    return [Row(frozenset(entries), frozenset(files)) for entries, files in quoted]


def paths(folder: Path = ROOT) -> Iterator[Path]:
    for path in folder.iterdir():
        if path in SKIPPED or path.name.startswith((".", "__pycache__")):
            continue
        if path.is_dir():
            yield from paths(path)
        elif path.suffix in SUFFIXES:
            yield path


@cache
def texts() -> dict[str, str]:
    """Path → the path and the file's content."""
    names = {path.relative_to(ROOT).as_posix(): path for path in paths()}
    return {name: f"{name}\n{path.read_text('utf-8', 'replace')}" for name, path in names.items()}


def used(entries: frozenset[str], text: str, words: set[str]) -> set[str]:
    """The entries that occur in a text of these words."""
    found = set(entries & words)
    for entry in entries - found:
        if entry.endswith("*"):
            if any(word.startswith(entry[:-1]) for word in words):
                found.add(entry)
        elif not entry.isidentifier() and entry in text:
            found.add(entry)
    return found


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_no_retired_word_is_used() -> None:
    found: dict[str, set[str]] = {}
    for name, text in texts().items():
        words = words_of(text)
        for row in rows():
            if name not in row.exceptions and (hits := used(row.entries, text, words)):
                found.setdefault(name, set()).update(hits)

    assert found == {}


def test_every_exception_is_needed() -> None:
    for row in rows():
        for name in row.exceptions:
            assert used(row.entries, texts()[name], words_of(texts()[name])), (name, row.entries)


def test_words_endings_and_phrases_are_found() -> None:
    entries = frozenset[str]().union(*(row.entries for row in rows()))
    assert {"name_outside", "wish", "take_turn", "MOST_*", "Whether it is"} <= entries
    assert {"manage.py", "Makefile", "docs/architecture.md"} <= texts().keys()

    text = "def take_turn(MOST_TOOLS): ...  # Whether it is so; as wished"
    assert used(entries, text, words_of(text)) == {"take_turn", "MOST_*", "Whether it is"}
