"""Runs a crawl in slices, so that other documents get their turn between them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage

from core.fetching import Fetcher, FetchFailed
from core.models import Job
from core.outbound import TargetRefused
from core.scope import workspace_scope
from knowledge.clients.crawling import causes
from knowledge.clients.crawling.addresses import Site
from knowledge.clients.crawling.robots import USER_AGENT
from knowledge.clients.crawling.stored import is_page, read_head
from knowledge.models import Crawl, CrawlPage, CrawlRun
from knowledge.services.crawls.frontier import (
    add_to_frontier,
    known_of,
    next_waiting,
    pages_asked_for,
)
from knowledge.services.crawls.outcomes import store_visit
from knowledge.services.crawls.page_visits import PageVisit
from knowledge.services.crawls.repetition import Repetition
from knowledge.services.crawls.runs import enqueue_slice, fail_run, finish_run
from knowledge.services.crawls.visits import PageFetcher

SLICE_SECONDS = 10.0  # other documents wait this long for the worker
RUN_TIME = timedelta(minutes=30)
MAX_FAILURES = 5  # consecutive


def crawl_slice(
    *,
    run_id: int,
    workspace_id: int,
    number: int,
    now: Callable[[], datetime],
    seconds: float = SLICE_SECONDS,
) -> None:
    """Read pages of a run for some seconds, then finish the run or enqueue its next slice.

    Running it again resumes: a page is requested once, except the one in progress.
    number: of the slice; does nothing if a later slice exists.
    """
    with workspace_scope(workspace_id):
        run = CrawlRun.objects.filter(pk=run_id, state=CrawlRun.State.RUNNING).first()
        if run is None or _has_later_slice(run, number):
            return
        crawl = Crawl.objects.get(pk=run.crawl_id)
        site = Site.of(_first_page(run).url)
    with Fetcher(user_agent=USER_AGENT, allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK) as fetcher:
        page_fetcher = PageFetcher(
            fetcher,
            site=site,
            include=crawl.include_patterns,
            exclude=crawl.exclude_patterns,
            include_files=crawl.include_files,
            known=lambda address: known_of(run, crawl, address),
        )
        try:
            _Slice(run, crawl, page_fetcher, now).work(seconds, number)
        except (FetchFailed, TargetRefused, causes.PageFailed) as error:
            with workspace_scope(workspace_id):
                fail_run(run_id=run_id, error=error, now=now())


class _Slice:
    def __init__(
        self, run: CrawlRun, crawl: Crawl, page_fetcher: PageFetcher, now: Callable[[], datetime]
    ) -> None:
        self.run, self.crawl = run, crawl
        self.page_fetcher = page_fetcher
        self.now = now
        self._failures = 0
        self._knows_sitemaps = False
        self._repetition = Repetition(run, crawl)

    def work(self, seconds: float, number: int) -> None:
        """Raises errors that end the whole run."""
        self.page_fetcher.read_robots()
        ends_at = time.monotonic() + seconds
        has_read = False
        while not has_read or time.monotonic() < ends_at:
            with workspace_scope(self.run.workspace_id):
                if not _is_running(self.run):
                    return
                page, skip_cause = self._next_page()
                is_past_first = skip_cause is None and (page is None or page.depth > 0)
                lacks_sitemaps = is_past_first and self._lacks_sitemaps()
            if lacks_sitemaps:
                self._read_sitemaps()
                continue
            if page is None:
                self._finish(skip_cause or causes.TooManyPages())
                return
            self._read(page)
            has_read = True
        with workspace_scope(self.run.workspace_id):
            if _is_running(self.run):
                enqueue_slice(self.run, number=number + 1)

    def _next_page(self) -> tuple[CrawlPage | None, causes.Skipped | None]:
        """The next page to read; or why the waiting ones will not be read."""
        if self.now() - self.run.started_at > RUN_TIME:
            return None, causes.OutOfTime(minutes=RUN_TIME // timedelta(minutes=1))
        if pages_asked_for(self.run).count() >= self.crawl.max_pages:
            return None, causes.TooManyPages()
        return next_waiting(self.run, self.crawl), None

    def _read(self, page: CrawlPage) -> None:
        self.page_fetcher.left_out = self._repetition.left_out
        visit = self.page_fetcher.visit(page.url, is_start=page.depth == 0)
        if visit.is_unchanged:
            visit = self._with_links_as_before(visit)
        store_visit(run=self.run, crawl=self.crawl, page=page, visit=visit, now=self.now())
        self._repetition.add(page, now=self.now())
        is_failure = visit.cause is not None and not isinstance(visit.cause, causes.Skipped)
        self._failures = self._failures + 1 if is_failure else 0
        if self._failures == MAX_FAILURES:
            raise causes.SiteFailing(failures=MAX_FAILURES, reason=visit.cause)

    def _with_links_as_before(self, visit: PageVisit) -> PageVisit:
        """Add the stored links: a "not modified" response carries none."""
        known = self.page_fetcher.known(visit.address)
        if not is_page(known.file):
            return visit
        with default_storage.open(known.file) as stored:
            links = read_head(stored.read()).links
        allowed, disallowed = self.page_fetcher.sort(links, base=visit.address)
        return replace(visit, links=allowed, disallowed=disallowed)

    def _lacks_sitemaps(self) -> bool:
        """True if the first page has been read, and nothing else since."""
        if self._knows_sitemaps:
            return False
        self._knows_sitemaps = True
        settled = self.run.pages.exclude(state=CrawlPage.State.WAITING).filter(depth__gt=0)
        return not settled.exclude(http_status=None).exists()

    def _read_sitemaps(self) -> None:
        found = self.page_fetcher.read_sitemaps()
        allowed, disallowed = self.page_fetcher.sort(found, base=self.page_fetcher.site.origin)
        with workspace_scope(self.run.workspace_id):
            add_to_frontier(self.run, self.crawl, links=allowed, disallowed=disallowed, depth=1)

    def _finish(self, skip_cause: causes.Skipped) -> None:
        is_done = False
        while not is_done:
            with workspace_scope(self.run.workspace_id):
                is_done = finish_run(run_id=self.run.pk, skip_cause=skip_cause, now=self.now())


def _is_running(run: CrawlRun) -> bool:
    return CrawlRun.objects.filter(pk=run.pk, state=CrawlRun.State.RUNNING).exists()


def _has_later_slice(run: CrawlRun, number: int) -> bool:
    """True if a later slice is queued or running, because this slice's worker died after
    enqueuing it.
    """
    return Job.objects.filter(
        name="knowledge.crawl",
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
        arguments__run_id=run.pk,
        arguments__number__gt=number,
    ).exists()


def _first_page(run: CrawlRun) -> CrawlPage:
    """The real first page, after redirects of the start address."""
    found: CrawlPage = (
        run.pages.filter(depth=0).exclude(error_code=causes.Moved.code).order_by("pk").get()
    )
    return found
