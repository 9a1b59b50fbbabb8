"""Crawls of websites over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceResourceViewSet, Write, abilities, read
from core.api.paging import keyset_page, page_parameters
from core.lookup import find
from knowledge.api.serializers.crawls import (
    CrawlIn,
    CrawlList,
    CrawlOut,
    CrawlPageFilter,
    CrawlPageList,
    CrawlPatch,
    CrawlQueued,
    CrawlRemoval,
)
from knowledge.errors import CrawlRunning, TooManyCrawls
from knowledge.models import Crawl, Document
from knowledge.queries.crawls import crawls, pages_of_last_run
from knowledge.services import crawls as services

_PAGE_SORTS = {"found": "id"}


class CrawlsViewSet(WorkspaceResourceViewSet):
    """Websites whose pages are documents."""

    tag = "Crawls"
    resource = "crawl"
    named = {
        "pages": ("listCrawledPages", "List the pages of a crawl"),
        "create": ("crawlWebsite", "Crawl a website"),
    }
    raises = {
        "create": (CrawlRunning, TooManyCrawls),
        "run": (CrawlRunning, TooManyCrawls),
    }
    needs = abilities(
        view="knowledge.view",
        change="knowledge.change",
        pages="knowledge.view",
        run="knowledge.change",
        cancel="knowledge.change",
    )
    without_body = frozenset({"run", "cancel"})
    figures = frozenset({"last_run", "next_run_at"})
    noun = "crawl"
    query = staticmethod(crawls)
    page, out = CrawlList, CrawlOut
    changing = Write(services.change_crawl, CrawlPatch)
    deleting = Write(services.delete_crawl, CrawlRemoval)
    deleted = "Crawl deleted"
    reads_again = True

    @extend_schema(request=CrawlIn, responses={202: CrawlQueued})
    def create(self, request: Request, **_: str) -> Response:
        started = services.add_website(**read(CrawlIn, request.data), now=timezone.now())
        answer: dict[str, Any] = {
            "public_id": started.document.public_id,
            "title": started.document.title,
            "status": Document.Status.PROCESSING,
            "message": "Website queued for reading",
            "crawl_id": started.crawl.public_id,
            "crawl_run_id": started.run.public_id,
        }
        crawls_url = request.path.removesuffix("/documents/url") + "/crawls"
        headers = {"Location": f"{crawls_url}/{started.crawl.public_id}"}
        return Response(CrawlQueued(answer).data, status=202, headers=headers)

    @extend_schema(request=None, responses={202: CrawlOut})
    def run(self, request: Request, **_: str) -> Response:
        crawl = self.row_to_change()
        services.run_again(crawl=crawl, now=timezone.now())
        headers = {"Location": request.path.removesuffix("/run")}
        return Response(self.show_written(crawl), status=202, headers=headers)

    @extend_schema(request=None, responses=CrawlOut)
    def cancel(self, request: Request, **_: str) -> Response:
        crawl = self.row_to_change()
        services.cancel_run(crawl=crawl, now=timezone.now())
        return Response(self.show_written(crawl))

    @extend_schema(
        parameters=[CrawlPageFilter, *page_parameters(_PAGE_SORTS, default="found")],
        responses=CrawlPageList,
    )
    def pages(self, request: Request, **_: str) -> Response:
        data = read(CrawlPageFilter, request.query_params)
        page = keyset_page(
            pages_of_last_run(self.row_to_change(), **data),
            request=request,
            page=CrawlPageList,
            sorts=_PAGE_SORTS,
            default_sort="found",
        )
        return Response(page)

    def row_to_change(self) -> Crawl:
        """Without its last run."""
        found: Crawl = find(Crawl.objects, self.kwargs["crawl_id"])
        return found
