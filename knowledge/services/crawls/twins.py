"""Pages of a run that say the same. All need a scope."""

from __future__ import annotations

from knowledge.models import Crawl, CrawlPage, CrawlRun, Document
from knowledge.services.crawls.frontier import READ, hash_of

_State = CrawlPage.State


def twin_of(run: CrawlRun, crawl: Crawl, address: str, words_hash: str) -> CrawlPage | None:
    """Another page of the run with these words: one that has been read; or, if there is no document
    at `address` yet, one that waits and had these words the last time.
    """
    documents = Document.objects.filter(crawl=crawl, words_hash=words_hash)
    others = documents.exclude(source_url=address)
    read = run.pages.filter(state__in=READ, document__in=others).select_related("document")
    found: CrawlPage | None = read.order_by("pk").first()
    if found is not None or documents.filter(source_url=address).exists():
        return found
    hashes = [hash_of(each) for each in others.values_list("source_url", flat=True)]
    waiting = run.pages.filter(state=_State.WAITING, url_hash__in=hashes)
    return waiting.order_by("pk").first()


def plainness(address: str) -> tuple[bool, int]:
    """Less is plainer: an address without a query, then the shorter one."""
    return "?" in address, len(address)


def blocks_before(crawl: Crawl, document: Document | None) -> list[int]:
    """The hashes of a page's longer texts when it was last read in full."""
    rows = CrawlPage.objects.filter(run__crawl=crawl, document=document).exclude(block_hashes=[])
    return list(rows.order_by("-pk").values_list("block_hashes", flat=True).first() or [])
