"""The frontier of a run: known and waiting addresses. All need a scope."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.files.storage import default_storage
from django.db.models import Case, Q, QuerySet, When

from core.scope import workspace_scope
from knowledge.clients.crawling import causes
from knowledge.models import Crawl, CrawlPage, CrawlRun, Document
from knowledge.services.crawls.visits import KnownPage

MAX_DEPTH = 20
_State = CrawlPage.State


def hash_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def known_of(run: CrawlRun, crawl: Crawl, address: str) -> KnownPage:
    """What is known of an address. Opens its own scope, since it is called during a visit."""
    with workspace_scope(run.workspace_id):
        is_taken = run.pages.filter(url_hash=hash_of(address)).exists()
        document = document_at(crawl, address)
        if document is None:
            return KnownPage(is_taken=is_taken)
        if document.crawl_id not in (crawl.pk, None):
            return KnownPage(is_taken=is_taken, is_elsewhere=True)
        # A page that could not be read, or is no longer stored, is fetched in full.
        is_good = (
            document.status != Document.Status.FAILED
            and bool(document.file)
            and default_storage.exists(str(document.file))
        )
        return KnownPage(
            is_taken=is_taken,
            etag=document.etag if is_good else "",
            last_modified=document.last_modified if is_good else "",
            file=document.file.name or "",
        )


def document_at(crawl: Crawl, address: str) -> Document | None:
    """The document of a page: this crawl's, even if it was moved, else the collection's."""
    pages = Document.objects.filter(
        Q(crawl=crawl) | Q(collection=crawl.collection_id),
        source_type=Document.SourceType.URL,
        source_url=address,
    )
    own_first = Case(When(crawl=crawl, then=0), default=1)
    found: Document | None = pages.order_by(own_first, "pk").first()
    return found


def pages_asked_for(run: CrawlRun) -> QuerySet[CrawlPage]:
    """The pages that count toward the limit: a redirect and its target are one page."""
    return _counted(run).exclude(state=_State.WAITING)


def _counted(run: CrawlRun) -> QuerySet[CrawlPage]:
    never_asked_for = Q(state=_State.SKIPPED, http_status=None)
    return run.pages.exclude(never_asked_for).exclude(error_code=causes.Moved.code)


def add_to_frontier(
    run: CrawlRun, crawl: Crawl, *, links: Sequence[str], disallowed: Sequence[str], depth: int
) -> None:
    """Queue unknown addresses, at most one more than the page limit, so that the end shows if there
    were more.

    disallowed: addresses that are only recorded, as disallowed.
    """
    if depth > MAX_DEPTH:
        return
    rows: list[CrawlPage] = []
    if unknown := _unknown(run, links):
        room = crawl.max_pages + 1 - _counted(run).count()
        rows += [_row(run, address, depth) for address in unknown[: max(room, 0)]]
    if unknown := _unknown(run, disallowed):
        refused = causes.DisallowedByRobots()
        room = crawl.max_pages - run.pages.filter(error_code=refused.code).count()
        for address in unknown[: max(room, 0)]:
            row = _row(run, address, depth)
            row.state = _State.SKIPPED
            row.error_code, row.error = refused.code, str(refused)
            rows.append(row)
    CrawlPage.objects.bulk_create(rows, ignore_conflicts=True)


def _row(run: CrawlRun, address: str, depth: int) -> CrawlPage:
    return CrawlPage(
        workspace_id=run.workspace_id,
        run=run,
        url=address,
        url_hash=hash_of(address),
        depth=depth,
    )


def _unknown(run: CrawlRun, addresses: Sequence[str]) -> list[str]:
    hashes = {hash_of(address): address for address in addresses}
    if not hashes:
        return []
    known = set(run.pages.filter(url_hash__in=hashes).values_list("url_hash", flat=True))
    return [address for hashed, address in hashes.items() if hashed not in known]
