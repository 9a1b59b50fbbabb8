"""The provider that needs no key: it quotes the sentences that hold the answer."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from voice.answering.types import AnswerRequest, EvidenceSpan

# A further span joins the answer if it is this likely, relative to the first. Two sentences of one
# passage with such scores usually answer together ("Monday to Friday …", "On Saturdays …").
_JOINS_AT = 0.45
_MAX_JOINED = 4
_PIECE = re.compile(r"\s*\S+\s*")
_ENDS = (".", "!", "?", "…", "。", "！", "？", '"', "”")


class Extractive:
    """Quotes the documents. It cannot invent a fact or be instructed by a document."""

    name = "extractive"

    def stream(self, request: AnswerRequest) -> Iterator[str]:
        """Yield the answer word by word; nothing if there is nothing to quote."""
        courtesy = request.assessment.small_talk
        answer = (
            courtesy.reply
            if courtesy is not None
            else quote(request.assessment.spans, request.persona.max_response_length)
        )
        yield from stream_words(answer)


def stream_words(text: str) -> Generator[str]:
    """Yield a finished text as pieces of a stream; joined, they are the text."""
    yield from _PIECE.findall(text)


def quote(spans: Sequence[EvidenceSpan], max_length: int) -> str:
    """The first span and those that join it, in reading order, within `max_length` characters."""
    if not spans:
        return ""
    first = spans[0]
    chosen = [first]
    for span in spans[1:]:
        if len(chosen) == _MAX_JOINED or not _belongs(span, first):
            continue
        if any(span.start < other.end and other.start < span.end for other in chosen):
            continue
        if len(_join([*chosen, span])) <= max_length:
            chosen.append(span)
    return _shorten(_join(chosen), max_length)


def _belongs(span: EvidenceSpan, first: EvidenceSpan) -> bool:
    if span.joins:
        return True
    return span.chunk_id == first.chunk_id and span.score >= _JOINS_AT * first.score


def _join(spans: Sequence[EvidenceSpan]) -> str:
    text = ""
    for span in sorted(spans, key=lambda span: span.start):
        if text:
            text += " " if text.endswith(_ENDS) else "\n"
        text += span.text
    return text


def _shorten(text: str, max_length: int) -> str:
    """Cut the text at the last sentence, cell or word that leaves room for the ellipsis."""
    if len(text) <= max_length:
        return text
    room = text[: max(max_length - 1, 0)]
    for mark in (". ", "; ", ", ", " "):
        at = room.rfind(mark)
        if at > max_length // 2:
            return room[:at].rstrip() + ("." if mark == ". " else "…")
    return room + "…"
