"""Crawls of websites, and their runs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models import Identified, WorkspaceOwned
from knowledge.models.documents import Collection, Document


class Crawl(Identified, WorkspaceOwned):
    """A website whose pages are documents of a collection, read once or on a schedule."""

    class Schedule(models.TextChoices):
        ONCE = "ONCE"
        DAILY = "DAILY"
        WEEKLY = "WEEKLY"
        MONTHLY = "MONTHLY"

    id_prefix = "crawl"

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="crawls")
    start_url = models.CharField(max_length=2000)
    max_pages = models.PositiveIntegerField(default=50)
    include_patterns = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    exclude_patterns = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    include_files = models.BooleanField(
        default=True, db_default=True, help_text="Read the PDF and DOCX files that pages link to."
    )
    repeated_blocks = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Hashes of texts that many pages repeat: one page keeps them.",
    )
    schedule = models.CharField(max_length=7, choices=Schedule, default=Schedule.ONCE)
    next_run_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="crawl_newest"),
            models.Index(
                fields=["next_run_at"],
                name="crawl_due",
                condition=models.Q(next_run_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.start_url


class CrawlRun(Identified, WorkspaceOwned):
    """One run of a crawl. Its frontier is stored in rows, so that it resumes after a crash."""

    class State(models.TextChoices):
        RUNNING = "RUNNING"
        COMPLETED = "COMPLETED"
        FAILED = "FAILED"
        CANCELLED = "CANCELLED"

    id_prefix = "crun"

    crawl = models.ForeignKey(Crawl, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    pages_found = models.PositiveIntegerField(default=0)
    pages_new = models.PositiveIntegerField(default=0)
    pages_changed = models.PositiveIntegerField(default=0)
    pages_unchanged = models.PositiveIntegerField(default=0)
    pages_skipped = models.PositiveIntegerField(default=0)
    pages_failed = models.PositiveIntegerField(default=0)
    pages_removed = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["crawl"],
                condition=models.Q(state="RUNNING"),
                name="a_crawl_runs_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of crawl {self.crawl_id}"


class CrawlPage(WorkspaceOwned):
    """An address in a run's frontier, and its outcome."""

    class State(models.TextChoices):
        WAITING = "WAITING"
        NEW = "NEW"
        CHANGED = "CHANGED"
        UNCHANGED = "UNCHANGED"
        SKIPPED = "SKIPPED"
        FAILED = "FAILED"

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(CrawlRun, on_delete=models.CASCADE, related_name="pages")
    url = models.CharField(max_length=2000)
    url_hash = models.CharField(max_length=64)
    depth = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    http_status = models.PositiveSmallIntegerField(null=True)
    error_code = models.CharField(max_length=40, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    block_hashes = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Of its longer texts, to find those that many pages repeat.",
    )
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, related_name="crawl_pages"
    )

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["run", "url_hash"], name="a_page_is_read_once_in_a_run")
        ]
        indexes = [models.Index(fields=["run", "state", "id"], name="crawl_page_frontier")]

    def __str__(self) -> str:
        return self.url
