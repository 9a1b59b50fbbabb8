"""Background work of the knowledge app."""

from __future__ import annotations

from celery import shared_task
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from core.jobs import job
from core.scope import workspace_scope
from knowledge import services
from knowledge.clients.crawling.causes import CrawlInterrupted
from knowledge.errors import EmbedderBusy, EmbedderError, EmbedderUnreachable, ParserStopped
from knowledge.services import crawls
from knowledge.services.versions import VersionLost

_PASSING = (EmbedderBusy, EmbedderUnreachable)  # errors that may be temporary


def _cause(sentence: str, otherwise: str) -> EmbedderError | str:
    """The embedder's error that a job ended with, if it was one."""
    return next((cause() for cause in _PASSING if cause.message == sentence), otherwise)


def _give_up(*, document_id: int, workspace_id: int, error: str, **_later: object) -> None:
    interrupted = "Reading the document was interrupted too often. Please try again."
    services.fail_ingestion(
        document_id=document_id,
        workspace_id=workspace_id,
        error=_cause(error, interrupted),
        now=timezone.now(),
    )


@job(
    "knowledge.ingest_document",
    queue="ingestion",
    max_attempts=5,
    time_limit=1500,
    retry_on=(OSError, IntegrityError, VersionLost, ParserStopped, *_PASSING),
    on_failure=_give_up,
)
def ingest_document(*, document_id: int, workspace_id: int, **_later: object) -> None:
    """Ingest one document. Running it again starts over and leaves one version."""
    services.ingest_document(document_id=document_id, workspace_id=workspace_id, now=timezone.now)


@job("knowledge.delete_file", retry_on=(OSError,))
def delete_file(*, file_name: str, **_later: object) -> None:
    """Remove the file of a deleted document; it may be gone already."""
    default_storage.delete(file_name)


def _give_up_index(*, index_id: int, workspace_id: int, error: str, **_later: object) -> None:
    services.fail_embedding_index(
        index_id=index_id,
        workspace_id=workspace_id,
        error=_cause(error, "Building the index was interrupted too often. Please try again."),
        now=timezone.now(),
    )


@job(
    "knowledge.build_embedding_index",
    queue="ingestion",
    max_attempts=5,
    time_limit=1500,
    retry_on=(OSError, IntegrityError, *_PASSING),
    on_failure=_give_up_index,
)
def build_embedding_index(*, index_id: int, workspace_id: int, **_later: object) -> None:
    """Index documents for another embedder for a minute, then let other documents run."""
    services.build_embedding_index(
        index_id=index_id, workspace_id=workspace_id, now=timezone.now, seconds=60
    )


@job("knowledge.retire_versions", queue="ingestion")
def retire_versions(*, workspace_id: int, **_later: object) -> None:
    """Remove versions of a retired index from the search tables."""
    services.retire_versions(workspace_id=workspace_id)


def _give_up_crawl(*, run_id: int, workspace_id: int, **_later: object) -> None:
    with workspace_scope(workspace_id):
        crawls.fail_run(run_id=run_id, error=CrawlInterrupted(), now=timezone.now())


@job(
    "knowledge.crawl",
    queue="ingestion",
    max_attempts=7,
    time_limit=600,
    retry_on=(OSError, IntegrityError),
    on_failure=_give_up_crawl,
)
def crawl(*, run_id: int, workspace_id: int, number: int, **_later: object) -> None:
    """Read some pages of a website, then let other documents run."""
    crawls.crawl_slice(run_id=run_id, workspace_id=workspace_id, number=number, now=timezone.now)


@shared_task(name="knowledge.start_due_crawls", expires=60)
def start_due_crawls(**_later: object) -> None:
    """Start the scheduled crawls of all workspaces that are due."""
    crawls.start_due_crawls(now=timezone.now())
