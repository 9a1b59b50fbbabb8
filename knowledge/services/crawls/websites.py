"""Websites: add, change, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import transaction

from core.db.locks import lock_rows
from core.outbound import TargetRefused
from core.scope import current_workspace_id
from core.targets import TargetMalformed, parse_target
from knowledge.clients.crawling.addresses import LONGEST, canonical
from knowledge.models import Collection, Crawl, CrawlRun, Document
from knowledge.services.crawls.runs import begin_run, cancel_run, start_document
from knowledge.services.crawls.schedule import next_time
from knowledge.services.documents import remove_document
from workspaces.services import record, record_change

DEFAULT_MAX_PAGES, MAX_PAGES = 50, 1_000
MAX_PATTERNS = 50
_SETTINGS = ("max_pages", "include_patterns", "exclude_patterns", "include_files", "schedule")


@dataclass(frozen=True, slots=True)
class Started:
    """document: of the crawl's first page, which is being read."""

    crawl: Crawl
    run: CrawlRun
    document: Document


@transaction.atomic
def add_website(
    *,
    collection: Collection,
    url: str,
    max_pages: int = DEFAULT_MAX_PAGES,
    include_patterns: Sequence[str] = (),
    exclude_patterns: Sequence[str] = (),
    include_files: bool = True,
    schedule: str = Crawl.Schedule.ONCE,
    now: datetime,
) -> Started:
    """Crawl a website in the background, starting at this page.

    Adding the same page to the same collection again updates the settings and crawls again. Raises
    TargetMalformed or TargetRefused for an impossible address, CrawlRunning, TooManyCrawls.
    """
    start_url = start_address(url)
    options = {
        "max_pages": max_pages,
        "include_patterns": list(include_patterns),
        "exclude_patterns": list(exclude_patterns),
        "include_files": include_files,
        "schedule": schedule,
    }
    # A concurrent request for the same page waits here, and then finds it.
    lock_rows(Collection.objects.filter(pk=collection.pk)).get()
    crawl = Crawl.objects.filter(collection=collection, start_url=start_url).first()
    if crawl is None:
        crawl = Crawl(
            workspace_id=current_workspace_id(),
            collection=collection,
            start_url=start_url,
            created_at=now,
        )
    for name, value in options.items():
        setattr(crawl, name, value)
    crawl.save()
    run = begin_run(crawl=crawl, now=now)
    document = start_document(crawl=crawl, now=now)
    after = {"url": start_url, "collection": collection.public_id, **options}
    record(action="CRAWL_STARTED", target=crawl.public_id, after=after, now=now)
    return Started(crawl, run, document)


def start_address(url: str) -> str:
    """The canonical spelling of a start address. Raises TargetMalformed or TargetRefused."""
    try:
        target = parse_target(url.strip(), allow_loopback=settings.OUTBOUND_ALLOW_LOOPBACK)
        spelled = canonical(target)
        if len(spelled) > LONGEST:
            raise TargetMalformed(reason="The address is too long.")
    except (TargetMalformed, TargetRefused) as error:
        error.field = "url"
        raise
    return spelled


class CrawlChanges(TypedDict, total=False):
    max_pages: int
    include_patterns: list[str]
    exclude_patterns: list[str]
    include_files: bool
    schedule: str


@transaction.atomic
def change_crawl(*, crawl: Crawl, now: datetime, **changes: Unpack[CrawlChanges]) -> Crawl:
    """Change a crawl. A current run keeps its page limit but uses the new patterns."""
    locked = lock_rows(Crawl.objects.filter(pk=crawl.pk)).get()
    before = {name: getattr(locked, name) for name in _SETTINGS}
    for name, value in changes.items():
        setattr(locked, name, value)
    if locked.schedule != before["schedule"]:
        locked.next_run_at = next_time(locked.schedule, after=now)
    locked.save(update_fields=[*_SETTINGS, "next_run_at"])
    record_change(
        action="CRAWL_CHANGED",
        target=locked.public_id,
        before=before,
        after={name: getattr(locked, name) for name in _SETTINGS},
        now=now,
    )
    return locked


@transaction.atomic
def delete_crawl(*, crawl: Crawl, with_documents: bool = False, now: datetime) -> None:
    """Delete a crawl. Its documents stay, no longer updated, unless `with_documents`."""
    cancel_run(crawl=crawl, now=now)
    target, before = crawl.public_id, {"url": crawl.start_url}
    if with_documents:
        for document in Document.objects.filter(crawl=crawl).order_by("pk"):
            remove_document(document)
    crawl.delete()
    record(action="CRAWL_DELETED", target=target, before=before, now=now)
