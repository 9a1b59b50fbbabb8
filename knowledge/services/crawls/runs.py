"""Crawl runs: start, finish, and remove documents of missing pages."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from core.db.constraints import violated_constraint
from core.db.locks import lock_rows
from core.errors import DomainError
from core.jobs import enqueue
from knowledge.clients.crawling import causes
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.errors import CrawlRunning, TooManyCrawls
from knowledge.models import Crawl, CrawlPage, CrawlRun, Document
from knowledge.services.crawls.frontier import READ, hash_of
from knowledge.services.crawls.schedule import next_time
from knowledge.services.documents import remove_document
from knowledge.services.ingestion import fail_ingestion
from workspaces.services import record

AT_ONCE = 5  # crawls of one workspace: they share the workers with other workspaces' documents
RUNS_KEPT = 5
_SLICE_WEIGHT = 100_000  # some seconds, as for a document of so many bytes
REMOVED_AT_ONCE = 50  # documents per transaction
_State = CrawlPage.State
_COUNTS = {
    "pages_new": _State.NEW,
    "pages_changed": _State.CHANGED,
    "pages_unchanged": _State.UNCHANGED,
    "pages_skipped": _State.SKIPPED,
    "pages_failed": _State.FAILED,
}
# Skipped, but the page may exist: nothing is concluded from it.
_NOT_GONE = [each.code for each in causes.Skipped.__subclasses__() if not each.is_gone]


@transaction.atomic
def begin_run(*, crawl: Crawl, now: datetime) -> CrawlRun:
    """Start crawling a website from its first page. Raises CrawlRunning or TooManyCrawls."""
    others = CrawlRun.objects.filter(state=CrawlRun.State.RUNNING).exclude(crawl=crawl)
    if others.count() >= AT_ONCE:
        raise TooManyCrawls(maximum=AT_ONCE, retry_after=60)
    try:
        with transaction.atomic():
            run: CrawlRun = CrawlRun.objects.create(
                workspace_id=crawl.workspace_id, crawl=crawl, pages_found=1, started_at=now
            )
    except IntegrityError as error:
        if violated_constraint(error) == "a_crawl_runs_once_at_a_time":
            raise CrawlRunning from error
        raise
    CrawlPage.objects.create(
        workspace_id=crawl.workspace_id,
        run=run,
        url=crawl.start_url,
        url_hash=hash_of(crawl.start_url),
    )
    runs = CrawlRun.objects.filter(crawl=crawl)
    kept = list(runs.order_by("-pk").values_list("pk", flat=True)[:RUNS_KEPT])
    runs.exclude(pk__in=kept).delete()
    crawl.next_run_at = next_time(crawl.schedule, after=now)
    crawl.save(update_fields=["next_run_at"])
    enqueue_slice(run, number=1)
    return run


@transaction.atomic
def run_again(*, crawl: Crawl, now: datetime) -> CrawlRun:
    """Crawl a website again on request. Raises like `begin_run`."""
    run = begin_run(crawl=crawl, now=now)
    after = {"url": crawl.start_url, "run": run.public_id}
    record(action="CRAWL_STARTED", target=crawl.public_id, after=after, now=now)
    return run


def enqueue_slice(run: CrawlRun, *, number: int) -> None:
    """Enqueue the run's next slice, behind other documents that wait for the same workers."""
    enqueue(
        "knowledge.crawl",
        weight=_SLICE_WEIGHT,
        run_id=run.pk,
        workspace_id=run.workspace_id,
        number=number,
    )


def start_document(*, crawl: Crawl, now: datetime) -> Document:
    """The document of a crawl's first page; a new one has only its address yet."""
    last = (
        CrawlPage.objects.filter(run__crawl=crawl, depth=0, document__isnull=False)
        .select_related("document")
        .order_by("-pk")
        .first()
    )
    if last is not None and last.document is not None:
        return last.document
    found: Document | None = Document.objects.filter(
        collection_id=crawl.collection_id,
        source_type=Document.SourceType.URL,
        source_url=crawl.start_url,
    ).first()
    if found is not None:
        Document.objects.filter(pk=found.pk).update(crawl=crawl)
        return found
    return Document.objects.create(
        workspace_id=crawl.workspace_id,
        collection_id=crawl.collection_id,
        crawl=crawl,
        title=crawl.start_url[:255],
        source_type=Document.SourceType.URL,
        source_url=crawl.start_url,
        format=DocumentFormat.HTML,
        size_bytes=0,
        created_at=now,
        updated_at=now,
    )


@transaction.atomic
def cancel_run(*, crawl: Crawl, now: datetime) -> CrawlRun | None:
    """Cancel the current run; None if there is none.

    Takes effect at once for readers; the worker stops after its page.
    """
    run = _running(CrawlRun.objects.filter(crawl=crawl))
    if run is not None:
        _end(run, CrawlRun.State.CANCELLED, causes.CrawlCancelled(), error=None, now=now)
        record(action="CRAWL_CANCELLED", target=crawl.public_id, now=now)
    return run


@transaction.atomic
def fail_run(*, run_id: int, error: DomainError, now: datetime) -> None:
    """End a run with an error; the pages read so far stay."""
    run = _running(CrawlRun.objects.filter(pk=run_id))
    if run is not None:
        _end(run, CrawlRun.State.FAILED, causes.CrawlStopped(), error=error, now=now)


@transaction.atomic
def finish_run(*, run_id: int, skip_cause: causes.Skipped, now: datetime) -> bool:
    """Finish a run whose work is done.

    False if documents of missing pages remain, after some of them were deleted.
    skip_cause: why pages still wait, if any do.
    """
    run = _running(CrawlRun.objects.filter(pk=run_id))
    if run is None:
        return True
    if not run.pages.filter(state__in=READ).exists():
        reason = run.pages.order_by("pk").values_list("error", flat=True).first()
        error: DomainError | None = causes.FirstPageUnread(reason=reason)
        _end(run, CrawlRun.State.FAILED, skip_cause, error=error, now=now)
        return True
    if _remove_some(run):
        return False
    error = skip_cause if isinstance(skip_cause, causes.OutOfTime) else None
    _end(run, CrawlRun.State.COMPLETED, skip_cause, error=error, now=now)
    return True


def count_pages(run: CrawlRun) -> None:
    """Store the number of pages in each state."""
    counted = run.pages.aggregate(
        pages_found=Count("pk"),
        **{name: Count("pk", filter=Q(state=state)) for name, state in _COUNTS.items()},
    )
    CrawlRun.objects.filter(pk=run.pk).update(**counted)


def _running(runs: QuerySet[CrawlRun]) -> CrawlRun | None:
    running = runs.filter(state=CrawlRun.State.RUNNING).select_related("crawl")
    return lock_rows(running).first()


def _end(
    run: CrawlRun,
    state: CrawlRun.State,
    skip_cause: causes.Skipped,
    *,
    error: DomainError | None,
    now: datetime,
) -> None:
    run.pages.filter(state=_State.WAITING).update(
        state=_State.SKIPPED, error_code=skip_cause.code, error=str(skip_cause)
    )
    CrawlRun.objects.filter(pk=run.pk).update(
        state=state,
        finished_at=now,
        error_code=error.code if error else "",
        error=str(error)[:500] if error else "",
    )
    count_pages(run)
    # Documents that were never read; at most one, of the first page.
    for document in Document.objects.filter(
        crawl=run.crawl, status=Document.Status.PROCESSING, file=""
    ):
        fail_ingestion(
            document_id=document.pk,
            workspace_id=run.workspace_id,
            error=error or skip_cause,
            now=now,
        )


def _remove_some(run: CrawlRun) -> int:
    """Delete some documents of missing pages; returns how many.

    Only an error-free run proves pages missing; pages no longer linked count only if the run
    reached the end of the site.
    """
    pages = run.pages.all()
    if pages.filter(state=_State.FAILED).exists():
        return 0
    documents = Document.objects.filter(crawl=run.crawl, source_type=Document.SourceType.URL)
    present = pages.filter(
        Q(state__in=READ) | Q(error_code__in=_NOT_GONE) | Q(state=_State.WAITING)
    )
    gone = documents.exclude(file="").exclude(
        pk__in=present.filter(document__isnull=False).values("document")
    )
    gone = gone.exclude(source_url__in=present.values("url"))
    if pages.filter(state=_State.WAITING).exists():
        missing = pages.filter(state=_State.SKIPPED, error_code=causes.PageNotFound.code)
        gone = gone.filter(source_url__in=missing.values("url"))
    removed = list(gone.order_by("pk")[:REMOVED_AT_ONCE])
    for document in removed:
        remove_document(document)
    run.pages_removed += len(removed)
    run.save(update_fields=["pages_removed"])
    return len(removed)
