"""Crawls a website of many pages, and crawls it again: duration, and pages processed again.

python -m benchmarks.crawl --pages 1000
"""

from __future__ import annotations

import argparse
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from benchmarks.machine import machine
from benchmarks.platform_under_test import PROJECT, BenchmarkFailed, joined, progress
from benchmarks.report import Figure, as_table, at_most

if TYPE_CHECKING:
    from benchmarks.tenants import Tenant
    from knowledge.models import CrawlRun

PART = "Crawl"
PARAGRAPHS = 8
LINKS = 20  # per page: to so many other pages, and to the first ones
EDITED = 7  # the page with an edited paragraph
_PATIENCE_SECONDS = 3_600.0
_POLL_SECONDS = 0.5


class Shop:
    """A website of numbered pages. edited: the page whose last paragraph differs."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.edited: int | None = None

    def page(self, number: int) -> bytes:
        menu = "".join(f'<a href="/{n}">Article {n}</a> ' for n in range(min(LINKS, self.pages)))
        more = range(number * LINKS + 1, min((number + 1) * LINKS + 1, self.pages))
        links = "".join(f'<li><a href="/{n}">Article {n}</a></li>' for n in more)
        text = "".join(
            f"<h2>Part {part}</h2><p>{f'Item {part} of article {number} costs {part}. ' * 9}</p>"
            for part in range(PARAGRAPHS)
        )
        if number == self.edited:
            text += "<p>This article is sold out.</p>"
        return (
            f"<html><head><title>Article {number}</title></head><body><nav>{menu}</nav>"
            f"<main><h1>Article {number}</h1>{text}</main><footer><ul>{links}</ul></footer></body>"
        ).encode()


@contextmanager
def serving(shop: Shop) -> Iterator[str]:
    """The shop on a free port; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or a body waits until its headers are acknowledged

        def do_GET(self) -> None:
            number = self.path.strip("/") or "0"
            body = shop.page(int(number)) if number.isdecimal() else b""
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            is_known = body and self.headers["If-None-Match"] == etag
            self.send_response(304 if is_known else 200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if is_known else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if is_known else body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def measure(pages: int) -> list[Figure]:
    """Needs a Django that has joined a running platform."""
    from django.utils import timezone

    from benchmarks import tenants
    from core.scope import workspace_scope
    from knowledge.models import Crawl
    from knowledge.services import crawls

    tenant, shop = tenants.make_tenant("Shop"), Shop(pages)

    def run_again() -> tuple[CrawlRun, float, dict[str, int]]:
        before = _made(tenant)
        with workspace_scope(tenant.workspace.pk):
            run = crawls.run_again(crawl=Crawl.objects.get(), now=timezone.now())
        ended, seconds = _await_end(run)
        after = _made(tenant)
        return ended, seconds, {name: after[name] - before[name] for name in after}

    with serving(shop) as address:
        progress(f"crawl: {pages} new pages")
        with workspace_scope(tenant.workspace.pk):
            started = crawls.add_website(
                collection=tenant.collection, url=address, max_pages=pages, now=timezone.now()
            )
        began = time.monotonic()
        first, fetched = _await_end(started.run)
        read = time.monotonic() - began
        progress("crawl: again, unchanged")
        same, again, made = run_again()
        progress("crawl: again, one paragraph edited")
        shop.edited = EDITED
        edited, _, made_for_edit = run_again()
    return [
        Figure(PART, "new pages", first.pages_new),
        Figure(PART, "… until all are fetched", fetched, "s"),
        Figure(PART, "… and searchable", read, "s"),
        Figure(PART, "unchanged pages, read again", same.pages_unchanged),
        Figure(PART, "… in", again, "s"),
        Figure(PART, "… passages embedded for that", made["embedded"], "", at_most(0)),
        Figure(PART, "… versions made for that", made["versions"], "", at_most(0)),
        Figure(PART, "pages with an edited paragraph", edited.pages_changed),
        Figure(PART, "… passages embedded for that", made_for_edit["embedded"], "", at_most(3)),
    ]


def _made(tenant: Tenant) -> dict[str, int]:
    """Number of distinct passages embedded and of versions created so far."""
    from core.scope import workspace_scope
    from knowledge.models import Chunk, DocumentVersion

    with workspace_scope(tenant.workspace.pk):
        return {
            "embedded": Chunk.objects.values("content_hash").distinct().count(),
            "versions": DocumentVersion.objects.count(),
        }


def _await_end(run: CrawlRun) -> tuple[CrawlRun, float]:
    """The run, once all its documents have been ingested, and its duration.

    Raises BenchmarkFailed.
    """
    from core.scope import workspace_scope
    from knowledge.models import CrawlRun, Document

    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        with workspace_scope(run.workspace_id):
            found = CrawlRun.objects.get(pk=run.pk)
            is_reading = Document.objects.filter(status=Document.Status.PROCESSING).exists()
        if found.finished_at is not None and not is_reading:
            if found.state != CrawlRun.State.COMPLETED:
                raise BenchmarkFailed(f"The crawl ended {found.state}: {found.error}")
            return found, (found.finished_at - found.started_at).total_seconds()
        time.sleep(_POLL_SECONDS)
    raise BenchmarkFailed("The crawl does not end.")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.crawl")
    options.add_argument("--pages", type=int, default=1_000, help="at most 1000")
    pages = min(options.parse_args().pages, 1_000)
    facts = machine(PROJECT)
    with joined():
        figures = measure(pages)
    print(as_table(figures, facts), end="")


if __name__ == "__main__":
    main()
