"""Plain resources: a viewset only names its rows, shapes, services and abilities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from core.api.paging import Page, keyset_page
from core.api.reading import (
    Nothing,
    QuerySerializer,
    TolerantSerializer,
    read,
    refuse_fields,
)
from core.api.shapes import MessageOut
from core.api.spelling import Shape
from core.api.views import ApiViewSet, WorkspaceViewSet
from core.db.locks import lock_rows
from core.lookup import find
from core.models import Identified


@dataclass(frozen=True, slots=True)
class Write:
    """A service that writes, and its arguments besides the row.

    shape: of the input, in the body or, for a deletion, in the query; None for none.
    by: the view's attribute passed as the actor: `user`, `access`, or none.
    dated: True if it takes `now`.
    """

    service: Callable[..., Any]
    shape: type[TolerantSerializer] | None = None
    by: str = ""
    dated: bool = True


class ResourceViewSet(ApiViewSet):
    """List, retrieve, create, change and delete; further actions are ordinary methods.

    The rows in the URL are looked up before the body is read. An action without a service must not
    be mounted.

    noun: the URL calls a row's id `<noun>_id`.
    keyword: the services' name for the row; by default the noun.
    query: returns the rows, filtered by what `filters` reads from the query string.
    page, sorts, default_sort: arguments of `keyset_page`.
    out: the shape of one row.
    creating, changing, deleting: the services. deleted: the message returned by a deletion.
    reads_again: True if a row is reloaded after a write, before it is shown.
    created_status: 202 if creating only starts something.
    answers: shapes of what writing actions answer, where it is more than `out` (see `also_told`).
    """

    noun: ClassVar[str]
    keyword: ClassVar[str] = ""
    query: ClassVar[Callable[..., QuerySet[Any]]]
    filters: ClassVar[type[QuerySerializer] | None] = None
    page: ClassVar[type[Page]]
    sorts: ClassVar[dict[str, str]] = {"created_at": "created_at"}
    default_sort: ClassVar[str] = "-created_at"
    out: ClassVar[type[BaseSerializer[Any]]]
    creating: ClassVar[Write]
    changing: ClassVar[Write]
    deleting: ClassVar[Write]
    deleted: ClassVar[str] = ""
    reads_again: ClassVar[bool] = False
    created_status: ClassVar[int] = 201
    answers: ClassVar[dict[str, type[Shape]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__ != __name__:
            extend_schema_view(**_inherited_schemas(cls))(cls)

    # The actions have no docstrings, so that the OpenAPI document shows those of the viewsets.

    def list(self, request: Request, **_: str) -> Response:
        return Response(self.page_of(self.rows(**self.filtered())))

    def retrieve(self, request: Request, **_: str) -> Response:
        return Response(self.show(self.row()))

    def create(self, request: Request, **_: str) -> Response:
        owners, shape = self.owners(), self.creating.shape or Nothing
        made = self._write(self.creating, owners, read(shape, request.data))
        headers = {"Location": self.location_of(made)}
        shown = {**self.show_written(made), **self.also_told(made)}
        return Response(shown, status=self.created_status, headers=headers)

    def partial_update(self, request: Request, **_: str) -> Response:
        row, shape = self._named(), self.changing.shape or Nothing
        changed = self._write(self.changing, row, read(shape, request.data))
        return Response({**self.show_written(changed), **self.also_told(changed)})

    def destroy(self, request: Request, **_: str) -> Response:
        row, shape = self._named(), self.deleting.shape or QuerySerializer
        refuse_fields(request)
        self._write(self.deleting, row, read(shape, request.query_params))
        told = self.also_told(next(iter(row.values())))
        return Response({"message": self.deleted, **told})

    def lock_row(self) -> None:
        row = self.row_to_change()
        list(lock_rows(type(row)._default_manager.filter(pk=row.pk), no_key=True))

    def location_of(self, row: Identified) -> str:
        """The address of a row that was created here."""
        return f"{self.request.path}/{row.public_id}"

    def owners(self) -> dict[str, Any]:
        """The owners of the rows, passed by name to the query and to the creating service."""
        return {}

    def rows(self, **filters: Any) -> QuerySet[Any]:
        return self.query(**self.owners(), **filters)

    def row(self) -> Any:
        """The row of the URL. Raises NotFound."""
        return find(self.rows(), self.kwargs[f"{self.noun}_id"])

    def row_to_change(self) -> Any:
        """The row for a service, which may need fewer related rows."""
        return self.row()

    def show(self, row: Any) -> Any:
        return self.out(row).data

    def show_written(self, row: Any) -> Any:
        return self.show(find(self.rows(), row.public_id) if self.reads_again else row)

    def also_told(self, row: Identified) -> dict[str, object]:
        """What the answer to a write says besides the row, which may be deleted."""
        return {}

    def filtered(self) -> dict[str, Any]:
        """The filters of the query string."""
        return read(self.filters or QuerySerializer, self.request.query_params)

    def page_of(self, rows: QuerySet[Any]) -> dict[str, Any]:
        return keyset_page(
            rows,
            request=self.request,
            page=self.page,
            sorts=self.sorts,
            default_sort=self.default_sort,
        )

    def _named(self) -> dict[str, Any]:
        return {self.keyword or self.noun: self.row_to_change()}

    def _write(self, write: Write, rows: dict[str, Any], data: dict[str, Any]) -> Any:
        who = {"by": getattr(self, write.by)} if write.by else {}
        when = {"now": timezone.now()} if write.dated else {}
        return write.service(**rows, **data, **who, **when)


class WorkspaceResourceViewSet(ResourceViewSet, WorkspaceViewSet):
    """A resource inside the workspace of the URL.

    inside: parents in the URL, each by `<noun>_id`.
    """

    inside: ClassVar[dict[str, Any]] = {}

    def owners(self) -> dict[str, Any]:
        return {
            noun: find(model.objects, self.kwargs[f"{noun}_id"])
            for noun, model in self.inside.items()
        }


def abilities(*, view: str, change: str, delete: str = "", **others: str) -> dict[str, str]:
    """The abilities of a resource's five actions, and of further ones by name.

    delete: by default the same as for changing.
    """
    return {
        "list": view,
        "retrieve": view,
        "create": change,
        "partial_update": change,
        "destroy": delete or change,
        **others,
    }


def _inherited_schemas(view: type[ResourceViewSet]) -> dict[str, Any]:
    """The schemas of inherited actions for which the viewset defines what they need."""
    schemas: dict[str, Any] = {}
    if hasattr(view, "page"):
        filters = [] if view.filters is None else [view.filters]
        schemas["list"] = extend_schema(parameters=filters, responses=view.page)
    if hasattr(view, "out"):
        schemas["retrieve"] = extend_schema(responses=view.out)
    if hasattr(view, "creating"):
        schemas["create"] = extend_schema(
            request=view.creating.shape,
            responses={view.created_status: view.answers.get("create", view.out)},
        )
    if hasattr(view, "changing"):
        schemas["partial_update"] = extend_schema(
            request=view.changing.shape, responses=view.answers.get("partial_update", view.out)
        )
    if hasattr(view, "deleting"):
        shape = view.deleting.shape
        schemas["destroy"] = extend_schema(
            parameters=[] if shape is None else [shape],
            responses={200: view.answers.get("destroy", MessageOut)},
        )
    own = {name for each in view.__mro__ if each is not ResourceViewSet for name in vars(each)}
    return {name: schema for name, schema in schemas.items() if name not in own}
