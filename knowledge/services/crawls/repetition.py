"""Finds the texts that many pages of a run repeat, and leaves them out of all but the first.

So an address that a site shows at the foot of each page is found once, and a banner does not
become a part of every document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from core.jobs import enqueue
from core.scope import workspace_scope
from knowledge.clients.crawling.causes import PageUnreadable
from knowledge.clients.crawling.sandbox import read_safely
from knowledge.clients.crawling.stored import compose, is_page, read_head
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.models import Crawl, CrawlPage, CrawlRun, Document
from knowledge.services.crawls.frontier import READ
from knowledge.services.crawls.outcomes import save_file
from knowledge.services.documents import reprocess

_MIN_PAGES = 3
_MIN_SHARE = 0.5  # of the run's pages so far
_MAX_REPEATED = 500  # texts of one site


class Repetition:
    """The texts of a run's pages so far. Opens its own scopes."""

    def __init__(self, run: CrawlRun, crawl: Crawl) -> None:
        self._run, self._crawl = run, crawl
        self._pages = 0
        self._counts: Counter[int] = Counter()
        with workspace_scope(run.workspace_id):
            for blocks in self._read().values_list("block_hashes", flat=True):
                self._count(blocks)

    @property
    def left_out(self) -> list[int]:
        """Hashes of the repeated texts that a page of this run has already said."""
        return [each for each in self._crawl.repeated_blocks if self._counts[each]]

    def add(self, page: CrawlPage, *, now: datetime) -> None:
        """Count a page that has just been visited. What turns out to be repeated is left out of
        the pages before, except the first.
        """
        with workspace_scope(self._run.workspace_id):
            row = self._read().filter(pk=page.pk).first()
            if row is None:
                return
            self._count(row.block_hashes)
            new = self._new_among(row.block_hashes)
            if not new:
                return
            self._crawl.repeated_blocks = [*self._crawl.repeated_blocks, *new]
            self._crawl.save(update_fields=["repeated_blocks"])
            overlapping = self._read().filter(block_hashes__overlap=new)
            rows = list(overlapping.select_related("document").order_by("pk"))
        said: set[int] = set()
        for each in rows:
            repeated = said.intersection(each.block_hashes, new)
            said.update(each.block_hashes)
            if repeated and each.document is not None:
                self._leave_out(each.document, sorted(repeated), now)

    def _read(self) -> QuerySet[CrawlPage]:
        return self._run.pages.filter(state__in=READ).exclude(block_hashes=[])

    def _count(self, blocks: Sequence[int]) -> None:
        self._pages += 1
        self._counts.update(blocks)

    def _new_among(self, blocks: Sequence[int]) -> list[int]:
        enough = max(_MIN_PAGES, _MIN_SHARE * self._pages)
        known = set(self._crawl.repeated_blocks)
        new = [each for each in blocks if each not in known and self._counts[each] >= enough]
        return new[: max(_MAX_REPEATED - len(known), 0)]

    def _leave_out(self, document: Document, repeated: Sequence[int], now: datetime) -> None:
        before = document.file.name or ""
        if not is_page(before):
            return
        with default_storage.open(before) as stored:
            data = stored.read()
        try:
            page = read_safely(data, left_out=repeated, is_stored=True)
        except PageUnreadable:
            return
        if not page.text_hash or page.text_hash == document.text_hash:
            return
        head = read_head(data)
        body = compose(
            address=document.source_url,
            title=head.title,
            links=head.links,
            content=page.content,
            hidden=head.hidden,
        )
        name = save_file(body, DocumentFormat.HTML)
        with workspace_scope(document.workspace_id):
            changed = Document.objects.filter(pk=document.pk, file=before).update(
                file=name, size_bytes=len(body), text_hash=page.text_hash
            )
            enqueue("knowledge.delete_file", file_name=before if changed else name)
            if changed:
                reprocess(document=document, now=now)
