"""Candidates: sentences and table rows of the retrieved passages that could answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.sentences import sentences
from voice.answering.calendar_words import days_meant
from voice.answering.injection import addresses_the_assistant
from voice.answering.types import Passage

_TERMINAL = (".", "!", "?", "…", ";", ",", "。", "！", "？")
_ASKING = ("?", "？")
_READ, _READ_OVER = 220, 80  # characters given to the embedding model
_CODE_LINES = 5  # of a program that are quoted together
_TELLING_WORDS = 4  # that a line ending in a colon needs to make a statement of its own
_HEADING_WORDS = 6  # a longer line is text, not a heading
# A sentence that begins like this needs the one before it.
_LEANING = re.compile(
    r"(?:(?:[\w-]+ ){0,3}(?:it|one|them|they|this|these|those|both|such)"
    r"|its|their|he|she|his|her|there|otherwise|also|however|then|if so|if not|the same"
    r"|(?:beyond|after|below|above|over|before|until|in|later than) (?:that|this))\b",
    re.IGNORECASE,
)
# A label names what follows: "Tickets. Adults 14.00 …", "Airport branch - 12 Main Road. Open daily
# …".
_LABEL = re.compile(
    r"(?!(?:yes|no|sorry|never|always)\b)(?:\S+ ){0,2}\S+\.|[^.]{2,30} [-–] [^.]{2,40}\.", re.I
)  # noqa: RUF001
# Short sections share a passage, each starting with its heading: "Lost keys — A new key costs $35."
_RUN_IN_HEADING = re.compile(r"([^—\n]{2,80}) — ")
_ROW = re.compile(r"[^:;]{1,60}(?:: [^;]*)?(?:; [^:;]{1,40}: [^;]*|; [^:;]+)+$")
# A line of a program: an assignment, a call by itself, a prompt, a comment, a block's first line.
_CODE = re.compile(
    r"^(?:>>>|\$ |#|//|import \w|from \S+ import|(?:def|class|for|while|if|try|else|except)\b.*:$)"
    r"|^[\w.\[\]\"' ,]+ ?[-+*/]?= ?\S"
    r"|^[\w.]+\([^()]*\)?\S*$"
    r"|[;{}]$|^[^\w\s]+$"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of one passage that can serve as an answer.

    rank: of the passage, 0 = best.
    start, end: in characters of the passage's text. `core` is where the sentence itself begins if
        the stretch includes the sentence before it.
    over: its context in the passage: a heading, a label, the question or lead-in of a list.
    line: the preceding text of the same paragraph.
    place: its index among the candidates of the passage.
    """

    passage: Passage
    rank: int
    start: int
    core: int
    end: int
    over: str
    line: str
    is_row: bool
    is_code: bool = False
    place: int = 0

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def own_heading(passage: Passage) -> str:
    """The heading directly above a passage."""
    return passage.heading_path[-1] if passage.heading_path else passage.title


def embedded_heading(passage: Passage) -> str:
    """The heading text of a passage, as given to the embedding model."""
    return own_heading(passage)[:_READ_OVER]


def embedded_text(candidate: Candidate) -> str:
    """The text of a candidate, as given to the embedding model: its subject is usually near the
    start.
    """
    return candidate.text[:_READ]


def headings(passage: Passage) -> str:
    """Title and headings of a passage, each once."""
    return " > ".join(dict.fromkeys((passage.title, *passage.heading_path)))


def candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Every stretch that may be quoted, best passage first, in reading order within it."""
    return [each for rank, passage in enumerate(passages) for each in _of(passage, rank)]


def _of(passage: Passage, rank: int) -> Iterator[Candidate]:
    text = passage.text
    heading = over = ""  # of the lines that follow; of this line
    line = ""  # the text of this line so far
    before: tuple[int, int] | None = None
    label: int | None = None  # start of a label that the next sentence needs
    spans = _pieces(text)
    place = 0
    for i, (start, end) in enumerate(spans):
        goes_on = i + 1 < len(spans) and "\n" not in text[end : spans[i + 1][0]]
        if start == 0 or "\n" in text[spans[i - 1][1] : start]:
            over, line, before, label = heading, "", None, None
            if (run_in := _RUN_IN_HEADING.match(text, start, end)) is not None:
                over, start = run_in[1], run_in.end()
            elif not goes_on and _is_lead_in(text, start, end) and i + 1 < len(spans):
                heading = text[start:end]
                if not _says_something(text, start, end):
                    continue
                over = ""
            elif goes_on and _LABEL.fullmatch(text, start, end):
                over, label = text[start:end].rstrip("."), start
                continue
        if goes_on and text[start:end].endswith(_ASKING):
            over, before, label = text[start:end], None, None
            continue
        if addresses_the_assistant(text[start:end]):
            before = label = None
            continue
        begin = start
        if label is not None:
            begin = label
        elif before is not None and _LEANING.match(text, start, end):
            begin = before[0]
        yield Candidate(
            passage=passage,
            rank=rank,
            start=begin,
            core=start,
            end=end,
            over=over,
            line=line,
            is_row=_ROW.match(text[start:end]) is not None,
            is_code=_CODE.search(text[start:end]) is not None,
            place=place,
        )
        place += 1
        line = f"{line} {text[start:end]}"
        before, label = (start, end), None


def _pieces(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences, keeping the lines of a program together."""
    spans: list[tuple[int, int]] = []
    in_code = 0
    for start, end in sentences(text):
        is_code = _CODE.search(text[start:end]) is not None
        if is_code and 0 < in_code < _CODE_LINES:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
            in_code = 0
        in_code = in_code + 1 if is_code else 0
    return spans


def _says_something(text: str, start: int, end: int) -> bool:
    """True for "Use the function reversed:", which is an answer; False for "Our prices:"."""
    return text[end - 1] == ":" and text.count(" ", start, end) >= _TELLING_WORDS


def _is_lead_in(text: str, start: int, end: int) -> bool:
    """True for context that is no answer: a heading in the text, a question, the words before a
    list.
    """
    sentence = text[start:end]
    if sentence.endswith((*_ASKING, ":")):
        return True
    return (
        text[end : end + 1] == "\n"
        and sentence[:1].isupper()
        and not sentence.endswith(_TERMINAL)
        and not any(c.isdigit() for c in sentence)
        and not any(mark in sentence for mark in ":,;@")
        and len(sentence.split()) <= _HEADING_WORDS
        and not days_meant(sentence)
    )
