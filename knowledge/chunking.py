"""Splits the blocks of a document into chunks: passages that are embedded, found and quoted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby

from knowledge.clients.embedding.tokenizer import count_tokens
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.cutting import cut
from knowledge.packing import Piece, far, join_pieces, pack, page_starts, repack, size
from knowledge.page_starts import page_at
from knowledge.sentences import sentences

__all__ = ["ChunkDraft", "sentences", "split"]

MAX_TOKENS = 240  # of the engine's window of 256; the rest is for the document's title
_MARK_TOKENS = 2  # [CLS] and [SEP]
_MAX_HEADING_TOKENS = MAX_TOKENS // 2 - _MARK_TOKENS  # embedded with a chunk's text
# A word of any length can be one token to the tokenizer, so chunks are limited in characters too.
_CHARACTERS_PER_TOKEN = 8
_HEADING_MARK = " > "
# Sections up to this size share a chunk with their neighbors under the same heading.
_TINY_TOKENS = 24


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """A chunk that is ready to be stored.

    text: lines are paragraphs, list items, table rows or lines of code; a line only cuts a sentence
        that alone is longer than a chunk.
    page: where it begins, from 1; it ends on the same or the next page.
    page_starts: (offset in the text, page) of the next page, as exactly as to the sentence.
    token_count: of the text, without its headings.
    """

    index: int
    text: str
    heading_path: tuple[str, ...]
    page: int | None
    token_count: int
    page_starts: tuple[tuple[int, int], ...] = ()

    @property
    def passage(self) -> str:
        """The text to embed: with the headings, which often hold words that the text lacks."""
        headings = _embedded_headings(self.heading_path)
        return "\n".join([*([headings] if headings else []), self.text])

    def content_hash(self, embedder: str) -> str:
        """SHA-256 (hex) of the embedded text and the engine's name.

        Equal hashes mean that the vector can be reused.
        """
        return hashlib.sha256(
            "\0".join((embedder, *self.heading_path, self.text)).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class _Passage:
    heading_path: tuple[str, ...]
    pieces: list[Piece]


# Heading path → texts of chunks below it, in alphabetical order.
KnownPage = Mapping[tuple[str, ...], Sequence[str]]


def split(
    blocks: Iterable[Block], *, max_tokens: int = MAX_TOKENS, known: KnownPage | None = None
) -> Iterator[ChunkDraft]:
    """Yield chunks of at most `max_tokens`, headings included, as the blocks arrive.

    A chunk stays under one heading; only neighboring sections of a line or two share one, in which
    each is introduced by its heading.

    known: chunks of an earlier version. Their boundaries are kept, so that an edit changes only the
        chunks around it.
    """
    for index, passage in enumerate(_passages(blocks, max_tokens, known or {})):
        text = join_pieces(passage.pieces)
        yield ChunkDraft(
            index=index,
            text=text,
            heading_path=passage.heading_path,
            page=passage.pieces[0].page,
            token_count=count_tokens(text),
            page_starts=page_starts(passage.pieces),
        )


def _passages(blocks: Iterable[Block], max_tokens: int, known: KnownPage) -> Iterator[_Passage]:
    tiny: list[_Passage] = []
    for path, section in groupby(_with_bare_headings(blocks), key=lambda block: block.heading_path):
        budget = max_tokens - _MARK_TOKENS - count_tokens(_embedded_headings(path))
        part_budget = min(budget, max_tokens // 2)
        pieces = chain.from_iterable(_pieces(block, budget, part_budget) for block in section)
        head = list(_at_most(pieces, _TINY_TOKENS))
        if path and size(head) <= _TINY_TOKENS:
            if tiny and not _may_join(tiny, _Passage(path, head), max_tokens):
                yield _merge(tiny)
                tiny = []
            tiny.append(_Passage(path, head))
            continue
        if tiny:
            yield _merge(tiny)
            tiny = []
        section_pieces = chain(head, pieces)
        before = known.get(path)
        groups = (
            repack(list(section_pieces), budget, before) if before else pack(section_pieces, budget)
        )
        for group in groups:
            yield _Passage(path, group)
    if tiny:
        yield _merge(tiny)


def _with_bare_headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """Drop headings, except those with nothing below them, which are kept as text."""
    bare: Block | None = None
    for block in blocks:
        if bare is not None and not _is_below(block, bare):
            yield bare
        bare = block if block.kind is BlockKind.HEADING else None
        if bare is None:
            yield block
    if bare is not None:
        yield bare


def _is_below(block: Block, heading: Block) -> bool:
    path = (*heading.heading_path, heading.text)
    return block.heading_path[: len(path)] == path


# Sections of a line or two


def _at_most(pieces: Iterator[Piece], tokens: int) -> Iterator[Piece]:
    """Yield pieces up to and including the one that exceeds `tokens`."""
    taken = 0
    for piece in pieces:
        yield piece
        taken += piece.tokens
        if taken > tokens:
            return


def _may_join(tiny: Sequence[_Passage], following: _Passage, max_tokens: int) -> bool:
    path = following.heading_path[:-1]
    if tiny[0].heading_path[:-1] != path or far(tiny[0].pieces[0], following.pieces[-1]):
        return False
    sections = [*tiny, following]
    texts = sum(size(section.pieces) for section in sections)
    headed = sum(size(_headed(section)) for section in sections)
    room = max_tokens - _MARK_TOKENS - count_tokens(_embedded_headings(path))
    return texts <= max_tokens // 2 and headed <= room


def _merge(sections: list[_Passage]) -> _Passage:
    if len(sections) == 1:
        return sections[0]
    pieces = chain.from_iterable(_headed(section) for section in sections)
    return _Passage(sections[0].heading_path[:-1], list(pieces))


def _headed(section: _Passage) -> list[Piece]:
    """The pieces of a section on a line of their own, behind its heading."""
    first, *others = section.pieces
    # With a dash between them, the heading and its first sentence are quoted as one.
    text = f"{section.heading_path[-1]} — {first.text}"
    return [Piece(text, "\n", _weight(text), first.page), *others]


@lru_cache(maxsize=256)
def _embedded_headings(path: tuple[str, ...]) -> str:
    """The innermost headings of a path, as many as leave half of the window to the text."""
    for begin in range(len(path)):
        headings = _HEADING_MARK.join(path[begin:])
        if _weight(headings) <= _MAX_HEADING_TOKENS:
            return headings
    return next(_cut(path[-1], _MAX_HEADING_TOKENS))[1] if path else ""


# Pieces


def _pieces(block: Block, budget: int, part_tokens: int) -> Iterator[Piece]:
    glue = "\n"
    for begin, text, next_glue in _whole_texts(block, budget):
        weight = _weight(glue + text)
        if weight <= budget:
            yield Piece(text, glue, weight, _page_of(block, begin))
        else:
            for offset, part, part_glue in _cut(text, part_tokens):
                page = _page_of(block, begin + offset)
                yield Piece(part, glue, _weight(glue + part), page)
                glue = part_glue
        glue = next_glue


def _page_of(block: Block, offset: int) -> int | None:
    return page_at(offset, first=block.page, later=block.page_starts)


def _whole_texts(block: Block, budget: int) -> Iterator[tuple[int, str, str]]:
    """Yield the texts that should stay whole: where each begins, itself, and the separator before
    the next.
    """
    if block.kind is BlockKind.CODE:
        for line in block.text.split("\n"):
            if line.strip():
                yield 0, line, "\n"
    elif block.kind is BlockKind.TABLE_ROW:
        for cell in [block.text] if _weight(block.text) <= budget else block.text.split("; "):
            yield 0, cell, "; "
    else:
        yield from _spans(block.text, sentences(block.text))


def _cut(text: str, limit: int) -> Iterator[tuple[int, str, str]]:
    """Split a sentence too long for a chunk into parts of `limit` tokens: where each begins,
    itself, and the separator before the next.
    """
    max_characters = limit * _CHARACTERS_PER_TOKEN
    return _spans(text, cut(text, max_tokens=limit, max_characters=max_characters))


def _spans(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str, str]]:
    """Yield each span of `text`: its beginning, itself, and the text between it and the next."""
    begins = [begin for begin, _ in spans[1:]]
    for (begin, end), following in zip(spans, [*begins, len(text)], strict=False):
        yield begin, text[begin:end], text[end:following]


def _weight(text: str) -> int:
    """The number of tokens, or the number expected of so many characters."""
    return max(count_tokens(text), -(-len(text) // _CHARACTERS_PER_TOKEN))
