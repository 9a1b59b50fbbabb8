"""The frontier of a run: known and waiting addresses. All need a scope."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Case, Q, QuerySet, When

from core.scope import workspace_scope
from knowledge.clients.crawling import causes
from knowledge.clients.crawling.patterns import group_of
from knowledge.models import Crawl, CrawlPage, CrawlRun, Document
from knowledge.services.crawls.page_visits import KnownPage

MAX_DEPTH = 20
_MIN_SHARE = 5
_FREE = 5  # alike pages that are read as if they stood for themselves
_State = CrawlPage.State
READ = [_State.NEW, _State.CHANGED, _State.UNCHANGED]


def hash_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def known_of(run: CrawlRun, crawl: Crawl, address: str) -> KnownPage:
    """What is known of an address. Opens its own scope, since it is called during a visit."""
    with workspace_scope(run.workspace_id):
        state = run.pages.filter(url_hash=hash_of(address)).values_list("state", flat=True).first()
        is_taken, is_read = state is not None, state in READ
        document = document_at(crawl, address)
        if document is None:
            return KnownPage(is_taken=is_taken, is_read=is_read)
        if document.crawl_id not in (crawl.pk, None):
            return KnownPage(is_taken=is_taken, is_elsewhere=True)
        # A page that could not be read, is no longer stored, or was read by an earlier release
        # is fetched in full.
        is_good = (
            document.words_hash != ""
            and document.status != Document.Status.FAILED
            and bool(document.file)
            and default_storage.exists(str(document.file))
        )
        return KnownPage(
            is_taken=is_taken,
            is_read=is_read,
            words_hash=document.words_hash,
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
    were more. Addresses of which fewer are alike take the place of those of which many are.

    disallowed: addresses that are only recorded, as disallowed.
    """
    if depth > MAX_DEPTH:
        return
    rows: list[CrawlPage] = []
    if unknown := _unknown(run, links):
        rows += _with_room(run, crawl, [_row(run, address, depth) for address in unknown])
    if unknown := _unknown(run, disallowed):
        refused = causes.DisallowedByRobots()
        room = crawl.max_pages - run.pages.filter(error_code=refused.code).count()
        for address in unknown[: max(room, 0)]:
            row = _row(run, address, depth)
            row.state = _State.SKIPPED
            row.error_code, row.error = refused.code, str(refused)
            rows.append(row)
    CrawlPage.objects.bulk_create(rows, ignore_conflicts=True)


def _with_room(run: CrawlRun, crawl: Crawl, new: list[CrawlPage]) -> list[CrawlPage]:
    """Those of the new rows that there is room for; waiting ones may be deleted for them."""
    waiting = list(run.pages.filter(state=_State.WAITING).order_by("pk"))
    room = crawl.max_pages + 1 - _counted(run).count() + len(waiting)
    ranked = sorted(_Ranking(run, crawl).of([*waiting, *new]), key=lambda each: each.rank)
    # Of endless ones, too, one more than is read.
    kept = {id(each.row) for each in ranked[: max(room, 0)] if each.beyond_share <= 1}
    evicted = [row.pk for row in waiting if id(row) not in kept]
    run.pages.filter(pk__in=evicted, state=_State.WAITING).delete()
    return [row for row in new if id(row) in kept]


def next_waiting(run: CrawlRun, crawl: Crawl) -> CrawlPage | None:
    """The page to read next: breadth first, but alike addresses take turns with others.

    Those beyond the share of addresses like theirs are settled as skipped.
    """
    waiting = list(run.pages.filter(state=_State.WAITING).order_by("pk"))
    ranked = _Ranking(run, crawl).of(waiting)
    enough = causes.EnoughLikeIt(count=endless_share(crawl))
    beyond = [each.row.pk for each in ranked if each.beyond_share]
    if beyond:
        run.pages.filter(pk__in=beyond, state=_State.WAITING).update(
            state=_State.SKIPPED, error_code=enough.code, error=str(enough)
        )
    rest = [each for each in ranked if not each.beyond_share]
    return min(rest, key=lambda each: each.rank).row if rest else None


def endless_share(crawl: Crawl) -> int:
    """The number of pages that are read of each calendar and each filtered list."""
    return max(_MIN_SHARE, crawl.max_pages // 10)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """rank: less is sooner. beyond_share: by how many pages, of endless ones."""

    row: CrawlPage
    rank: tuple[int, int, int]
    beyond_share: int


class _Ranking:
    def __init__(self, run: CrawlRun, crawl: Crawl) -> None:
        self.share = endless_share(crawl)
        asked = _counted(run).exclude(state=_State.WAITING).values_list("url", flat=True)
        groups = (group_of(address) for address in asked)
        self.read = Counter(group.key for group in groups if group is not None)

    def of(self, rows: Sequence[CrawlPage]) -> list[_Ranked]:
        """The rows in the same order, which decides between equals."""
        counted = Counter(self.read)
        found = []
        for order, row in enumerate(rows):
            group = group_of(row.url)
            before = counted[group.key] if group else 0
            if group:
                counted[group.key] += 1
            turn = max(before - _FREE, 0)
            beyond = before + 1 - self.share if group and group.is_endless else 0
            found.append(_Ranked(row, (turn, row.depth, order), max(beyond, 0)))
        return found


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
