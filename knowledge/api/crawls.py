"""Websites that are read, over REST."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import WorkspaceViewSet, read
from core.api.paging import keyset_page
from core.api.shapes import MessageOut
from core.lookup import find
from knowledge.api.crawl_shapes import (
    CrawlIn,
    CrawlList,
    CrawlOut,
    CrawlPageFilter,
    CrawlPageList,
    CrawlPatch,
    CrawlQueued,
    CrawlRemoval,
)
from knowledge.models import Collection, Crawl, Document
from knowledge.queries.crawls import crawls, pages_of_last_run
from knowledge.services import crawls as services


class CrawlsViewSet(WorkspaceViewSet):
    """Websites whose pages are documents."""

    needs = {
        "list": "knowledge.view",
        "retrieve": "knowledge.view",
        "pages": "knowledge.view",
        "create": "knowledge.change",
        "partial_update": "knowledge.change",
        "destroy": "knowledge.change",
        "run": "knowledge.change",
        "cancel": "knowledge.change",
    }

    @extend_schema(responses=CrawlList)
    def list(self, request: Request, workspace_id: str) -> Response:
        page = keyset_page(
            crawls(),
            request=request,
            page=CrawlList,
            sorts={"created_at": "created_at"},
        )
        return Response(page)

    @extend_schema(request=CrawlIn, responses={202: CrawlQueued})
    def create(self, request: Request, workspace_id: str) -> Response:
        data = read(CrawlIn, request.data)
        collection_id = data.pop("collection_id")
        collection = find(Collection.objects, collection_id, field="collection_id")
        started = services.add_website(collection=collection, **data, now=timezone.now())
        answer: dict[str, Any] = {
            "public_id": started.document.public_id,
            "title": started.document.title,
            "status": Document.Status.PROCESSING,
            "message": "Website queued for reading",
            "crawl_id": started.crawl.public_id,
            "crawl_run_id": started.run.public_id,
        }
        return Response(CrawlQueued(answer).data, status=202)

    @extend_schema(responses=CrawlOut)
    def retrieve(self, request: Request, workspace_id: str, crawl_id: str) -> Response:
        return Response(CrawlOut(find(crawls(), crawl_id)).data)

    @extend_schema(request=CrawlPatch, responses=CrawlOut)
    def partial_update(self, request: Request, workspace_id: str, crawl_id: str) -> Response:
        crawl = find(Crawl.objects, crawl_id)
        data = read(CrawlPatch, request.data)
        services.change_crawl(crawl=crawl, **data, now=timezone.now())
        return Response(CrawlOut(find(crawls(), crawl_id)).data)

    @extend_schema(parameters=[CrawlRemoval], responses={200: MessageOut})
    def destroy(self, request: Request, workspace_id: str, crawl_id: str) -> Response:
        data = read(CrawlRemoval, request.query_params.dict())
        services.delete_crawl(crawl=find(Crawl.objects, crawl_id), **data, now=timezone.now())
        return Response({"message": "Crawl deleted"})

    @extend_schema(request=None, responses={202: CrawlOut})
    def run(self, request: Request, workspace_id: str, crawl_id: str) -> Response:
        services.run_again(crawl=find(Crawl.objects, crawl_id), now=timezone.now())
        return Response(CrawlOut(find(crawls(), crawl_id)).data, status=202)

    @extend_schema(request=None, responses=CrawlOut)
    def cancel(self, request: Request, workspace_id: str, crawl_id: str) -> Response:
        services.cancel_run(crawl=find(Crawl.objects, crawl_id), now=timezone.now())
        return Response(CrawlOut(find(crawls(), crawl_id)).data)

    @extend_schema(parameters=[CrawlPageFilter], responses=CrawlPageList)
    def pages(self, request: Request, workspace_id: str, crawl_id: str) -> Response:
        data = read(CrawlPageFilter, request.query_params.dict())
        page = keyset_page(
            pages_of_last_run(find(Crawl.objects, crawl_id), **data),
            request=request,
            page=CrawlPageList,
            sorts={"found": "id"},
            default_sort="found",
        )
        return Response(page)
