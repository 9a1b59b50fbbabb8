"""The sources of an answer, from its assessed spans."""

from __future__ import annotations

from voice.answering import EvidenceSpan
from voice.answers.models import PREVIEW_CHARACTERS, Retrieval, Source

_MAX_HEADING_LENGTH = 500  # characters


def sources_of(retrieval: Retrieval) -> list[Source]:
    """One source per chunk, in the order of the spans."""
    by_chunk = {hit.chunk_id: hit for hit in retrieval.hits}
    first_spans: dict[int, EvidenceSpan] = {}
    quoted: dict[int, tuple[int, int]] = {}  # by chunk: start and end of its quote
    for span in retrieval.assessment.spans if retrieval.assessment else ():
        if first_spans.setdefault(span.chunk_id, span) is span:
            quoted[span.chunk_id] = span.start, span.end
        elif span.joins:
            start, end = quoted[span.chunk_id]
            quoted[span.chunk_id] = min(start, span.start), max(end, span.end)
    sources = []
    for chunk_id, span in first_spans.items():
        hit, (start, end) = by_chunk[chunk_id], quoted[chunk_id]
        sources.append(
            Source(
                chunk_id=hit.chunk_id,
                document_uuid=hit.document_uuid,
                title=hit.title,
                quote=hit.text[start:end],
                preview=hit.text[:PREVIEW_CHARACTERS],
                start=start,
                end=end,
                page=hit.page_of(span.start),  # of the best sentence
                heading=" > ".join(hit.heading_path)[:_MAX_HEADING_LENGTH],
                score=min(max(span.score, 0.0), 1.0),
            )
        )
    return sources
