"""The corpus and its questions, as the product would see them.

Every folder of `corpus` is one business: its documents, parsed and chunked by the product's own
code, and its questions. A question is searched only in its business's documents, as an agent
does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.chunking import split
from knowledge.clients.parsing import csv_rows, html, markdown, plain_text
from knowledge.clients.parsing.blocks import Block
from voice.answering import Turn

CORPUS = Path(__file__).parent / "corpus"
BLIND = Path(__file__).parent / "blind"  # never trained on, and never looked at during design
QUESTIONS = "questions.txt"
# Asked in another language than the document's: reported separately, and never trained on.
APART = ("cross_language",)
UNANSWERABLE = ("near_miss", "unanswerable")
_PARSERS = {
    ".md": markdown.parse,
    ".csv": csv_rows.parse,
    ".txt": plain_text.parse,
    ".html": html.parse,
}


@dataclass(frozen=True, slots=True)
class Chunk:
    id: int
    document: str
    heading_path: tuple[str, ...]
    text: str
    embedded: str  # the text given to the embedding model
    opens_section: bool


@dataclass(frozen=True, slots=True)
class Question:
    """facts: an answer must name one of them; empty if the documents do not say.

    part: "dev" may be looked at during design, "test" is only scored, "fresh" was added after the
        engine was finished; empty if all may be seen.
    """

    business: str
    category: str
    text: str
    document: str
    facts: tuple[str, ...]
    history: tuple[Turn, ...]
    part: str = ""

    @property
    def answerable(self) -> bool:
        return bool(self.facts)

    def is_named_in(self, text: str) -> bool:
        plain = _plain(text)
        return any(_plain(fact) in plain for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Business:
    name: str
    chunks: tuple[Chunk, ...]
    questions: tuple[Question, ...]


def load(root: Path) -> list[Business]:
    """Every business of a corpus, by name. Raises ValueError if a fact is in no document."""
    return [
        business(folder.name, sorted(folder.iterdir()), folder / QUESTIONS)
        for folder in sorted(root.iterdir())
        if folder.is_dir()
    ]


def business(name: str, documents: Iterable[Path], asked: Path) -> Business:
    """Documents parsed by the product's own code, and their questions.

    asked: the file of questions, which is not a document.
    """
    chunks: list[Chunk] = []
    for path in documents:
        if path != asked:
            before: tuple[str, ...] | None = None
            for draft in split(_blocks(path)):
                chunk = Chunk(
                    id=len(chunks) + 1,
                    document=path.name,
                    heading_path=draft.heading_path,
                    text=draft.text,
                    embedded=draft.passage,
                    opens_section=draft.heading_path != before,
                )
                chunks.append(chunk)
                before = draft.heading_path
    questions = tuple(_questions(asked, name))
    for question in questions:
        text = " ".join(chunk.text for chunk in chunks if chunk.document == question.document)
        if question.answerable and not question.is_named_in(text):
            raise ValueError(f"{name}: no document says {question.facts!r}")
    return Business(name, tuple(chunks), questions)


def _blocks(path: Path) -> Iterator[Block]:
    items = _PARSERS[path.suffix](path.read_bytes(), lambda done, total: None)
    return (item for item in items if isinstance(item, Block))


def _title(name: str) -> str:
    return Path(name).stem.replace("_", " ")


def title(chunk: Chunk) -> str:
    return _title(chunk.document)


def _questions(path: Path, business: str) -> Iterator[Question]:
    with path.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            yield Question(
                business=business,
                category=row["category"],
                text=row["question"],
                document=row["document"] or "",
                facts=() if row["fact"] == "-" else tuple(row["fact"].split(" / ")),
                history=tuple(_turns(row["history"] or "")),
                part=row.get("part") or "",
            )


def _turns(history: str) -> Iterator[Turn]:
    for turn in filter(None, history.split(" / ")):
        role, content = turn.split(": ", 1)
        yield Turn("user" if role == "user" else "assistant", content)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
