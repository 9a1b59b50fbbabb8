"""The corpus and the questions put to it, as the product would see them.

Every folder of `corpus` is one business: its documents, parsed and chunked by the product's own
code, and its questions. A question is searched in the documents of its business only, as an agent
does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.chunking import split
from knowledge.clients.parsing import csv_rows, markdown, plain_text
from knowledge.clients.parsing.blocks import Block
from voice.answering import Turn

CORPUS = Path(__file__).parent / "corpus"
BLIND = Path(__file__).parent / "blind"  # never learnt from, nor looked at while designing
QUESTIONS = "questions.txt"
UNANSWERABLE = ("near_miss", "unanswerable")
_PARSERS = {".md": markdown.parse, ".csv": csv_rows.parse, ".txt": plain_text.parse}


@dataclass(frozen=True, slots=True)
class Chunk:
    id: int
    document: str
    heading_path: tuple[str, ...]
    text: str
    embedded: str  # what the embedding model is given


@dataclass(frozen=True, slots=True)
class Question:
    """fact: what an answer must name; empty when the documents do not say."""

    business: str
    category: str
    text: str
    document: str
    fact: str
    history: tuple[Turn, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.fact)

    def is_named_in(self, text: str) -> bool:
        return self.answerable and _plain(self.fact) in _plain(text)


@dataclass(frozen=True, slots=True)
class Business:
    name: str
    chunks: tuple[Chunk, ...]
    questions: tuple[Question, ...]


def load(root: Path) -> list[Business]:
    """Every business of a corpus, by name. Raises ValueError when a fact is in no document."""
    return [_business(folder) for folder in sorted(root.iterdir()) if folder.is_dir()]


def _business(folder: Path) -> Business:
    chunks: list[Chunk] = []
    for path in sorted(folder.iterdir()):
        if path.name != QUESTIONS:
            for draft in split(_blocks(path)):
                chunk = Chunk(
                    id=len(chunks) + 1,
                    document=path.name,
                    heading_path=draft.heading_path,
                    text=draft.text,
                    embedded=f"{_title(path.name)}\n{draft.passage}",
                )
                chunks.append(chunk)
    questions = tuple(_questions(folder))
    for question in questions:
        text = " ".join(chunk.text for chunk in chunks if chunk.document == question.document)
        if question.answerable and not question.is_named_in(text):
            raise ValueError(f"{folder.name}: no document says {question.fact!r}")
    return Business(folder.name, tuple(chunks), questions)


def _blocks(path: Path) -> Iterator[Block]:
    return _PARSERS[path.suffix](path.read_bytes(), lambda done, total: None)


def _title(name: str) -> str:
    return Path(name).stem.replace("_", " ")


def title(chunk: Chunk) -> str:
    return _title(chunk.document)


def _questions(folder: Path) -> Iterator[Question]:
    with (folder / QUESTIONS).open(newline="") as file:
        for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            yield Question(
                business=folder.name,
                category=row["category"],
                text=row["question"],
                document=row["document"] or "",
                fact="" if row["fact"] == "-" else row["fact"],
                history=tuple(_turns(row["history"] or "")),
            )


def _turns(history: str) -> Iterator[Turn]:
    for turn in filter(None, history.split(" / ")):
        role, content = turn.split(": ", 1)
        yield Turn("user" if role == "user" else "assistant", content)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
