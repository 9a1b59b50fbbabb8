"""Stores the outcome of a visit in the page's row and its document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import ids
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import workspace_scope
from knowledge.clients.crawling import causes
from knowledge.clients.crawling.stored import compose, read_head
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.models import Crawl, CrawlPage, CrawlRun, Document
from knowledge.services.crawls.frontier import add_to_frontier, document_at, hash_of
from knowledge.services.crawls.page_visits import PageVisit
from knowledge.services.crawls.runs import count_pages
from knowledge.services.crawls.twins import blocks_before, plainness, twin_of
from knowledge.services.documents import enqueue_ingestion, remove_document, reprocess
from knowledge.services.ingestion import fail_ingestion

_State = CrawlPage.State
_MAX_URL_SHOWN = 200


def store_visit(
    *, run: CrawlRun, crawl: Crawl, page: CrawlPage, visit: PageVisit, now: datetime
) -> None:
    """Store a fetched page's outcome and links, and enqueue ingestion if its text changed.

    Does nothing if the run has ended, or another worker has stored the page's outcome.
    """
    stored, body = _before(crawl, visit), _compose(visit)
    file_name = save_file(body, _format(visit)) if body and body != stored else ""
    settling = _Settling(run, crawl, visit, file_name, len(body), _titles(visit, stored), now)
    with workspace_scope(run.workspace_id):
        is_settled = settling.settle(page)
    if file_name and not is_settled:
        default_storage.delete(file_name)


def _before(crawl: Crawl, visit: PageVisit) -> bytes:
    """The page or file as stored; empty if it is not stored or not needed."""
    with workspace_scope(crawl.workspace_id):
        document = document_at(crawl, visit.address)
    if visit.found is None or document is None or not document.file:
        return b""
    with document.file.open("rb") as file:
        return bytes(file.read())


def _compose(visit: PageVisit) -> bytes:
    if visit.file is not None:
        return visit.file.body
    if visit.page is None:
        return b""
    return compose(
        address=visit.address,
        title=visit.page.title,
        links=visit.all_links,  # patterns may differ in the next crawl
        content=visit.page.content,
        hidden=visit.page.hidden,
    )


def save_file(body: bytes, format_: DocumentFormat) -> str:
    name = ids.new_uuid().hex
    suffix = format_.value.lower()
    return default_storage.save(f"documents/{name[-2:]}/{name}.{suffix}", ContentFile(body))


def _format(visit: PageVisit) -> DocumentFormat:
    return visit.file.format if visit.file is not None else DocumentFormat.HTML


def _titles(visit: PageVisit, stored: bytes) -> set[str]:
    """The titles that the page had by itself, not given by a member."""
    if visit.file is not None:
        return {visit.file.title}
    return {read_head(stored).title} if stored else set()


@dataclass(frozen=True, slots=True)
class _Settling:
    """file_name: where the page has been stored now; empty if it is stored already."""

    run: CrawlRun
    crawl: Crawl
    visit: PageVisit
    file_name: str
    size: int
    titles: set[str]
    now: datetime

    def settle(self, page: CrawlPage) -> bool:
        """Store the outcome; False if it was not needed. Needs a scope."""
        running = CrawlRun.objects.filter(pk=self.run.pk, state=CrawlRun.State.RUNNING)
        if not lock_rows(running).exists():
            return False
        row: CrawlPage | None = self.run.pages.filter(pk=page.pk, state=_State.WAITING).first()
        if row is None:
            return False
        if self.visit.address != row.url:
            row = self._move(row)
        twin = self._twin(row)
        cause = self.visit.cause or self._same_as(twin)
        was = self._take_over(twin) if twin is not None and cause is None else None
        document = document_at(self.crawl, self.visit.address)
        if self.visit.page is not None:
            row.block_hashes = self.visit.page.blocks
        if cause is not None:
            is_skipped = isinstance(cause, causes.Skipped)
            row.state = _State.SKIPPED if is_skipped else _State.FAILED
            row.error_code, row.error = cause.code, str(cause)[:500]
            self._fail_unread(document)
        elif self.visit.found is None:
            row.state, row.document = _State.UNCHANGED, document
            row.block_hashes = blocks_before(self.crawl, document)
        elif document is None:
            row.state, row.document = _State.NEW, self._add_document()
        else:
            state = self._change(document)
            row.state, row.document = was or state, document
        row.http_status = self.visit.status
        row.save()
        if cause is not None and self.file_name:
            enqueue("knowledge.delete_file", file_name=self.file_name)
        add_to_frontier(
            self.run,
            self.crawl,
            links=self.visit.links,
            disallowed=self.visit.disallowed,
            depth=row.depth + 1,
        )
        count_pages(self.run)
        return True

    def _move(self, row: CrawlPage) -> CrawlPage:
        """The row of the page's real address; its document belongs to that from now on."""
        moved = causes.Moved(url=self.visit.address)
        row.state, row.error_code, row.error = _State.SKIPPED, moved.code, str(moved)[:500]
        row.http_status = self.visit.status
        row.save()
        if document_at(self.crawl, self.visit.address) is None:
            Document.objects.filter(crawl=self.crawl, source_url=row.url).update(
                source_url=self.visit.address
            )
        return CrawlPage(
            workspace_id=row.workspace_id,
            run_id=row.run_id,
            url=self.visit.address,
            url_hash=hash_of(self.visit.address),
            depth=row.depth,
        )

    def _twin(self, row: CrawlPage) -> CrawlPage | None:
        """Another page of this run with the same words."""
        if self.visit.found is None or row.depth == 0:
            return None
        return twin_of(self.run, self.crawl, self.visit.address, self.visit.found.words_hash)

    def _same_as(self, twin: CrawlPage | None) -> causes.Skipped | None:
        """Why the page is not stored: the other keeps the document, unless this address is the
        plainer one.
        """
        if twin is None:
            return None
        is_plainer = plainness(self.visit.address) < plainness(twin.url)
        if is_plainer and twin.state != _State.WAITING and twin.depth > 0:
            return None
        return causes.SameAsAnother(url=twin.url[:_MAX_URL_SHOWN])

    def _take_over(self, twin: CrawlPage) -> str | None:
        """Move the other page's document to this address; returns what became of it in this run,
        or None if this address has one already.
        """
        same = causes.SameAsAnother(url=self.visit.address[:_MAX_URL_SHOWN])
        state, document = twin.state, twin.document
        assert document is not None
        twin.state, twin.error_code, twin.error = _State.SKIPPED, same.code, str(same)
        twin.document = None
        twin.save()
        if document_at(self.crawl, self.visit.address) is not None:
            remove_document(document)
            return None
        document.source_url = self.visit.address
        document.save(update_fields=["source_url"])
        return state

    def _add_document(self) -> Document:
        page = self.visit.found
        assert page is not None
        document: Document = Document.objects.create(
            workspace_id=self.crawl.workspace_id,
            collection_id=self.crawl.collection_id,
            crawl=self.crawl,
            title=page.title or self.visit.address[:255],
            source_type=Document.SourceType.URL,
            source_url=self.visit.address,
            etag=self.visit.etag,
            last_modified=self.visit.last_modified,
            text_hash=page.text_hash,
            words_hash=page.words_hash,
            file=self.file_name,
            format=_format(self.visit),
            size_bytes=self.size,
            created_at=self.now,
            updated_at=self.now,
        )
        enqueue_ingestion(document)
        return document

    def _change(self, document: Document) -> CrawlPage.State:
        """Update a document; it is ingested again only if its text has changed."""
        page = self.visit.found
        assert page is not None
        before = document.file.name
        is_same = (
            bool(before)
            and document.text_hash == page.text_hash
            and document.status != Document.Status.FAILED
        )
        changes = {
            "crawl": self.crawl,
            "etag": self.visit.etag,
            "last_modified": self.visit.last_modified,
            "text_hash": page.text_hash,
            "words_hash": page.words_hash,
            "format": _format(self.visit),
        }
        if page.title and document.title in {*self.titles, self.crawl.start_url[:255]}:
            changes["title"] = page.title  # unless a member has renamed it
        if self.file_name:
            changes |= {"file": self.file_name, "size_bytes": self.size}
            if before:
                enqueue("knowledge.delete_file", file_name=before)
        Document.objects.filter(pk=document.pk).update(**changes)
        if is_same:
            return _State.UNCHANGED
        reprocess(document=document, now=self.now)
        return _State.CHANGED if before else _State.NEW

    def _fail_unread(self, document: Document | None) -> None:
        """Mark the first page's document as failed: it exists before anything has been read."""
        if document is not None and document.crawl_id == self.crawl.pk and not document.file:
            assert self.visit.cause is not None
            fail_ingestion(
                document_id=document.pk,
                workspace_id=self.crawl.workspace_id,
                error=self.visit.cause,
                now=self.now,
            )
