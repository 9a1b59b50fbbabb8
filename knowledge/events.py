"""Events of knowledge."""

from __future__ import annotations

from typing import Annotated

from core.events import Event, event, example, one_of, public_id


@event("DOCUMENT_PROCESSED", version=1, aggregate="document_id")
class DocumentProcessed(Event):
    """A document has been ingested, or ingestion has failed or was cancelled.

    document_id: The document.
    title: Its title.
    status: FAILED if ingestion failed; an earlier version may still answer.
    error: Why it failed, for people to read; null if it did not.
    """

    document_id: Annotated[str, public_id("doc")]
    title: Annotated[str, example("Opening hours")]
    status: Annotated[str, one_of("FAILED", "COMPLETED")]
    error: Annotated[str, example("The file is damaged.")] | None
