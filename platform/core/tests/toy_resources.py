"""An unpublished resource for tests: shelves, which are collections, and their neighbors."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import (
    Line,
    QuerySerializer,
    RowField,
    RowListField,
    StrictSerializer,
    WorkspaceResourceViewSet,
    Write,
    abilities,
    read,
)
from core.api.fields import PublicId
from core.api.paging import page_shape
from core.scope import current_workspace_id
from core.tests.tenants import TENANT_MODELS

PREFIX = "/toy/v1/workspaces"
Collection: Any = {model._meta.label: model for model in TENANT_MODELS}["knowledge.Collection"]


class ShelfIn(StrictSerializer):
    name = Line(max_length=20)
    after = RowField(Collection, required=False, allow_null=True)


class ShelfPatch(StrictSerializer):
    name = Line(max_length=20, required=False)


class ShelfRemoval(QuerySerializer):
    why = Line(max_length=20)


class ShelfFilter(QuerySerializer):
    name = Line(max_length=20, required=False)


class MoveIn(StrictSerializer):
    first = Line(max_length=5)
    after_uuid = RowField(Collection, attribute="uuid", required=False, source="after")
    others = RowListField(lambda: Collection.objects.exclude(name="Hidden"), max_length=9)


class ShelfOut(serializers.Serializer[Any]):
    id = PublicId()
    name = serializers.CharField()
    description = serializers.CharField()


ShelfPage = page_shape("ShelfPage", shelves=ShelfOut)


def shelves(*, name: str | None = None) -> QuerySet[Any]:
    rows: QuerySet[Any] = Collection.objects.all()
    return rows if name is None else rows.filter(name=name)


def neighbors(shelf: Any) -> QuerySet[Any]:
    return Collection.objects.exclude(pk=shelf.pk)


def put_up(*, name: str, after: Any = None, by: Any, now: Any) -> Any:
    told = f"{by.email} after {after.name if after else None}"
    return Collection.objects.create(
        workspace_id=current_workspace_id(), name=name, description=told, created_at=now
    )


def change(*, board: Any, **changes: str) -> Any:
    Collection.objects.filter(pk=board.pk).update(description="changed", **changes)
    return board


def take_down(*, board: Any, why: str, now: Any) -> None:
    board.delete()


class ShelvesViewSet(WorkspaceResourceViewSet):
    """Shelves."""

    resource = "shelf"
    named = {"list": ("listBookShelves", "List book shelves")}
    needs = abilities(view="knowledge.view", change="workspace.delete", move="knowledge.view")
    noun, keyword = "shelf", "board"
    query = staticmethod(shelves)
    filters, page, out = ShelfFilter, ShelfPage, ShelfOut
    sorts, default_sort = {"name": "name"}, "name"
    creating = Write(put_up, ShelfIn, by="user")
    changing = Write(change, ShelfPatch, dated=False)
    deleting = Write(take_down, ShelfRemoval)
    deleted = "Shelf taken down"
    reads_again = True

    def move(self, request: Request, **_: str) -> Response:
        """Return the shape's output for the body."""
        data = read(MoveIn, request.data)
        others = [each.name for each in data["others"]]
        return Response({"after": str(data.get("after")), "others": others})


class NeighborsViewSet(WorkspaceResourceViewSet):
    """The neighbors of a shelf."""

    resource = "neighbor"
    needs = {"list": "knowledge.view"}
    inside = {"shelf": Collection}
    query = staticmethod(neighbors)
    page, out = ShelfPage, ShelfOut
    creating = Write(put_up, ShelfIn)


def routes(prefix: str) -> list[Any]:
    base = f"{prefix.lstrip('/')}/<str:workspace_id>/shelves"
    one = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
    return [
        path(base, ShelvesViewSet.as_view({"get": "list", "post": "create"})),
        path(f"{base}/move", ShelvesViewSet.as_view({"post": "move"})),
        path(f"{base}/<str:shelf_id>", ShelvesViewSet.as_view(one)),
        path(
            f"{base}/<str:shelf_id>/neighbors",
            NeighborsViewSet.as_view({"get": "list", "post": "create"}),
        ),
    ]


urlpatterns = routes(PREFIX)
handler404 = "config.urls.not_found"
handler500 = "config.urls.crashed"
