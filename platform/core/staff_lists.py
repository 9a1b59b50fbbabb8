"""How staff find rows in the portal's lists: by public ids, by people's addresses, by filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import reduce
from operator import or_

from django.contrib import admin
from django.db.models import DateTimeField, ForeignKey, Model, Q, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RangeDateFilter, TextFilter

from core import ids
from core.models import Identified, WorkspaceOwned

_ABBREVIATIONS = {"api": "API", "id": "ID", "ip": "IP", "ips": "IPs", "url": "URL", "uuid": "UUID"}

# An e-mail address → the keys of the workspaces of whoever has it.
WorkspacesOf = Callable[[str], Iterable[int]]
_workspaces_of: list[WorkspacesOf] = []


def find_workspaces_with(workspaces_of: WorkspacesOf) -> None:
    """Register how the workspaces of an address are found."""
    _workspaces_of.append(workspaces_of)


class WorkspaceFilter(TextFilter):
    title, parameter_name = "workspace (id or name)", "of"

    def queryset(self, request: HttpRequest, rows: QuerySet[Model]) -> QuerySet[Model]:
        text = (self.value() or "").strip()
        if not text:
            return rows
        if "\0" in text:  # which PostgreSQL refuses
            return rows.none()
        by_id = ids.decode("ws", text)
        if by_id is not None:
            return rows.filter(workspace__uuid=by_id)
        return rows.filter(workspace__name__icontains=text)


class DaysFilter(RangeDateFilter):
    """From one day to another, both included, in UTC as the lists show them."""

    def queryset(self, request: HttpRequest, rows: QuerySet[Model]) -> QuerySet[Model]:
        name = self.field_path
        if (first := self._moment("from", time.min)) is not None:
            rows = rows.filter(**{f"{name}__gte": first})
        if (last := self._moment("to", time.max)) is not None:
            rows = rows.filter(**{f"{name}__lte": last})
        return rows

    def _moment(self, end: str, at: time) -> datetime | None:
        """A moment of the day at that end; None if none is given."""
        text = self.used_parameters.get(f"{self.field_path}_{end}")
        try:
            return datetime.combine(date.fromisoformat(str(text)), at, tzinfo=UTC)
        except ValueError:
            return None


class FindableAdmin(ModelAdmin):
    """A list whose rows are found by any public id on them, by their workspace and by date."""

    # Where the key of the row's workspace is; None for rows that have none.
    workspace_field: str | None = None

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        if issubclass(model, WorkspaceOwned):
            self.workspace_field = "workspace"
        self.opts.verbose_name = spelled(str(self.opts.verbose_name))
        self.opts.verbose_name_plural = spelled(str(self.opts.verbose_name_plural))
        for field in self.opts.fields:
            field.verbose_name = spelled(str(field.verbose_name))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        exact = self._exact(search_term.strip())
        if exact is None:
            return found, may_repeat
        return queryset.filter(exact | Q(pk__in=found.order_by().values("pk"))), False

    def get_list_filter(self, request: HttpRequest) -> Sequence[object]:
        filters = list(super().get_list_filter(request))
        if issubclass(self.model, WorkspaceOwned):
            filters.append(WorkspaceFilter)
        if (dated_by := self._date_of_list()) is not None:
            filters.append((dated_by, DaysFilter))
        return filters

    def _exact(self, term: str) -> Q | None:
        """The rows that a public id or an address names; None if the term is neither."""
        if "@" in term and self.workspace_field is not None:
            within = f"{self.workspace_field}__in"
            named = [Q(**{within: workspaces_of(term)}) for workspaces_of in _workspaces_of]
        else:
            named = list(self._with_public_id(term))
        return reduce(or_, named) if named else None

    def _with_public_id(self, term: str) -> Iterator[Q]:
        for path, model in [("", self.model), *_relations(self.model)]:
            if issubclass(model, Identified):
                value = ids.decode(model.id_prefix, term)
                if value is not None:
                    yield Q(**{f"{path}uuid": value})

    def _date_of_list(self) -> str | None:
        """The date by which the list is sorted, else the first that it shows."""
        names = [name.lstrip("-") for name in (*(self.ordering or ()), *self.list_display)]
        dates = {field.name for field in self.opts.fields if isinstance(field, DateTimeField)}
        return next((name for name in names if name in dates), None)


def spelled(label: str) -> str:
    """A label with its abbreviations in capitals: `base url` → `base URL`."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in label.split(" "))


def _relations(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    for field in model._meta.fields:
        if isinstance(field, ForeignKey):
            yield f"{field.name}__", field.related_model
