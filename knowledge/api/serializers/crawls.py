"""Shapes of crawls."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api import Line, QuerySerializer, RowField, StrictSerializer
from core.api.fields import Flag, Integer, PublicId, TextOrNull
from core.api.paging import page_shape
from knowledge.api.serializers.documents import DocumentQueued
from knowledge.models import Collection, Crawl, CrawlPage, CrawlRun
from knowledge.services.crawls.websites import DEFAULT_MAX_PAGES, MAX_PAGES, MAX_PATTERNS


def _patterns() -> Any:
    child = Line(max_length=300)
    return serializers.ListField(child=child, max_length=MAX_PATTERNS, required=False)


class CrawlPatch(StrictSerializer):
    max_pages = Integer(min_value=1, max_value=MAX_PAGES, required=False)
    include_patterns = _patterns()
    exclude_patterns = _patterns()
    include_files = Flag(
        required=False, help_text="Read the PDF and DOCX files that pages link to, too."
    )
    schedule = serializers.ChoiceField(choices=Crawl.Schedule.choices, required=False)


class CrawlIn(CrawlPatch):
    url = Line(max_length=2000)
    collection_id = RowField(Collection, source="collection")
    max_pages = Integer(min_value=1, max_value=MAX_PAGES, default=DEFAULT_MAX_PAGES)


class CrawlQueued(DocumentQueued):
    crawl_id = serializers.CharField()
    crawl_run_id = serializers.CharField()


class CrawlRemoval(QuerySerializer):
    with_documents = serializers.BooleanField(required=False, default=False)


class CrawlRunOut(serializers.ModelSerializer[CrawlRun]):
    id = PublicId()
    error = TextOrNull()
    error_code = TextOrNull()

    class Meta:
        model = CrawlRun
        fields = [
            "id",
            "state",
            "pages_found",
            "pages_new",
            "pages_changed",
            "pages_unchanged",
            "pages_skipped",
            "pages_failed",
            "pages_removed",
            "error_code",
            "error",
            "started_at",
            "finished_at",
        ]


class CrawlOut(serializers.ModelSerializer[Crawl]):
    id = PublicId()
    collection_id = PublicId(source="collection.public_id")
    last_run = serializers.SerializerMethodField()

    class Meta:
        model = Crawl
        fields = [
            "id",
            "collection_id",
            "start_url",
            "max_pages",
            "include_patterns",
            "exclude_patterns",
            "include_files",
            "schedule",
            "next_run_at",
            "created_at",
            "last_run",
        ]

    @extend_schema_field(CrawlRunOut(allow_null=True))
    def get_last_run(self, crawl: Any) -> Any:
        return CrawlRunOut(crawl.latest_runs[0]).data if crawl.latest_runs else None


CrawlList = page_shape("CrawlList", crawls=CrawlOut)


class CrawlPageFilter(QuerySerializer):
    state = serializers.ChoiceField(choices=CrawlPage.State.choices, required=False)


class CrawlPageOut(serializers.ModelSerializer[CrawlPage]):
    document_id = serializers.SerializerMethodField()
    error = TextOrNull()
    error_code = TextOrNull()

    class Meta:
        model = CrawlPage
        fields = ["url", "state", "depth", "http_status", "error_code", "error", "document_id"]

    def get_document_id(self, page: CrawlPage) -> str | None:
        return page.document.public_id if page.document else None


CrawlPageList = page_shape("CrawlPageList", pages=CrawlPageOut)
