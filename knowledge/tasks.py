"""Background work on knowledge."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from core.jobs import job
from knowledge import services
from knowledge.errors import ParserStopped
from knowledge.services.ingestion import VersionLost


def _give_up(*, document_id: int, workspace_id: int, error: str, **_later: object) -> None:
    services.fail_ingestion(
        document_id=document_id,
        workspace_id=workspace_id,
        error="Reading the document was interrupted too often. Please try again.",
        now=timezone.now(),
    )


@job(
    "knowledge.ingest_document",
    queue="ingestion",
    max_attempts=5,
    time_limit=1500,
    retry_on=(OSError, IntegrityError, VersionLost, ParserStopped),
    on_failure=_give_up,
)
def ingest_document(*, document_id: int, workspace_id: int, **_later: object) -> None:
    """Read, split and index one document. Running it again starts over and leaves one version."""
    services.ingest_document(document_id=document_id, workspace_id=workspace_id, now=timezone.now)


@job("knowledge.delete_file", retry_on=(OSError,))
def delete_file(*, file_name: str, **_later: object) -> None:
    """Remove the file of a deleted document; it may be gone already."""
    default_storage.delete(file_name)
