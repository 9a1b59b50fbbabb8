"""Base classes of the portal's pages: rows of every workspace, bounded queries, no secrets.

Tables are only written through the services that their admin names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Field, Model, QuerySet
from django.forms import BaseInlineFormSet, JSONField, ModelForm, ValidationError
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from unfold.admin import TabularInline

from core.actor import current_actor
from core.errors import DomainError
from core.json_values import FAULTS, fault_of
from core.models import Identified, WorkspaceOwned
from core.scope import workspace_scope
from core.staff_lists import FindableAdmin
from core.staff_reasons import acting_for, ask_for_reason, confirmed, reason_form

Context = dict[str, object] | None
# What is deleted, nested; counts per kind; missing permissions; protected rows.
Deleted = tuple[list[str], dict[str, int], set[str], list[str]]


class WriteWithoutService(RuntimeError):
    """Django was about to write a row itself: a bug, never the caller's fault."""


@dataclass(frozen=True, slots=True)
class Writes:
    """The services by which staff write a table; Django's permissions decide who may.

    create(**fields, now=…) returns the new row; change(<row>=…, **changes, now=…); delete(<row>=…,
    now=…), where <row> is the model's name.
    """

    create: Callable[..., Model] | None = None
    change: Callable[..., object] | None = None
    delete: Callable[..., object] | None = None


class StaffAdmin(FindableAdmin):
    """A table as staff see it.

    The portal runs as the table owner (`core.scope.as_table_owner`), so row-level security does not
    bind it; these classes decide what is shown. A service is called in the scope of the row's
    workspace, on behalf of the member of staff (`core.http.middleware`); its errors are shown on
    the page, and nothing is changed.

    form_fields: form field → the service's name for it, if they differ.
    """

    writes: ClassVar[Writes] = Writes()
    form_fields: ClassVar[Mapping[str, str]] = {}
    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    actions = ["delete_selected"]

    @admin.display(description="ID")
    def shown_id(self, row: Identified) -> str:
        return str(row.public_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.writes.create is not None and bool(super().has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.writes.change is not None and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.writes.delete is not None and bool(super().has_delete_permission(request, obj))

    def workspace_of(self, row: Model) -> int | None:
        """Key of the row's workspace; None if it has none."""
        return row.workspace_id if isinstance(row, WorkspaceOwned) else None

    def argument_for(self, row: Model) -> Model:
        """What the service takes for the row: the row itself, or its parent."""
        return row

    def values_of(self, form: ModelForm[Model], change: bool) -> dict[str, object]:
        """The service's arguments from a valid form: all fields of a new row, else the changed
        ones.
        """
        names = form.changed_data if change else form.cleaned_data
        return {name: form.cleaned_data[name] for name in names}

    def save_model(
        self, request: HttpRequest, obj: Model, form: ModelForm[Model], change: bool
    ) -> None:
        if (self.writes.change if change else self.writes.create) is None:
            raise WriteWithoutService(f"no service writes {self.opts.label}")
        values = self.values_of(form, change)
        with self._scope_of(obj):
            if not change and self.writes.create is not None:
                obj.pk = self.writes.create(**values, now=timezone.now()).pk
            elif values and self.writes.change is not None:
                stored = self.model._base_manager.get(pk=obj.pk)  # the form has changed `obj`
                self.writes.change(**self._keyword(stored), **values, now=timezone.now())
            obj.refresh_from_db()

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Model],
        formsets: list[BaseInlineFormSet[Model, Model, ModelForm[Model]]],
        change: bool,
    ) -> None:
        """Does nothing: the service has written everything, and inlines are read-only."""
        for formset in formsets:
            if formset.has_changed():
                raise WriteWithoutService(
                    f"no service writes the {formset.prefix} of {self.opts.label}"
                )
            formset.save()  # writes nothing; Django asks afterwards what was saved

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        service = self.writes.delete
        if service is None:
            raise WriteWithoutService(f"no service deletes {self.opts.label}")
        with self._scope_of(obj):
            service(**self._keyword(obj), now=timezone.now())

    @admin.action(description="Delete", permissions=["delete"])
    @confirmed("Delete")
    def delete_selected(self, request: HttpRequest, rows: QuerySet[Model]) -> None:
        count = rows.count()
        self.log_deletions(request, rows)
        self.delete_queryset(request, rows)
        self.message_user(request, f"Deleted. {self.opts.verbose_name_plural}: {count}.")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        for row in queryset.order_by("pk"):
            self.delete_model(request, row)

    def log_deletions(
        self, request: HttpRequest, queryset: QuerySet[Model]
    ) -> list[LogEntry] | LogEntry | None:
        reason = current_actor().reason
        return LogEntry.objects.log_actions(
            str(request.user.pk), queryset, DELETION, change_message=reason
        )

    def log_change(self, request: HttpRequest, obj: Model, message: object) -> LogEntry:
        """The portal's own history; with the reason that was given."""
        reason = current_actor().reason
        return super().log_change(request, obj, f"{message} {reason}" if reason else message)

    def get_deleted_objects(self, objs: QuerySet[Model], request: HttpRequest) -> Deleted:
        """What is deleted along with a row is decided by its service, not by permissions for
        each table.
        """
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def formfield_for_dbfield(
        self, db_field: Field[object, object], request: HttpRequest, **options: object
    ) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(field, JSONField):
            field.validators.append(_check_json)
        return field

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, **options: object
    ) -> type[ModelForm[Model]]:
        form = super().get_form(request, obj, **options)
        refusal: DomainError | None = getattr(request, "refusal", None)
        return form if refusal is None else _refused(form, refusal, self.form_fields)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Context = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:  # rolled back: the page is shown again, with the error
            request.refusal = error  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Context = None
    ) -> HttpResponse:
        row, form = self.get_object(request, unquote(object_id)), reason_form(request)
        if row is None or not self.has_delete_permission(request, row):
            return super().delete_view(request, object_id, extra_context)
        if not form.is_valid():
            rows = self.model._base_manager.filter(pk=row.pk)
            _, also, _, _ = self.get_deleted_objects(rows, request)
            return ask_for_reason(
                self, request, form=form, verb="Delete", rows=[row], count=1, also=also
            )
        try:
            with acting_for(form.cleaned_data["reason"]):
                return super().delete_view(request, object_id, extra_context)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(f"admin:{self._page}_change", unquote(object_id))

    def changelist_view(self, request: HttpRequest, extra_context: Context = None) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        self._check_selected(request)
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.get_full_path())

    def _check_selected(self, request: HttpRequest) -> None:
        """Raise BadRequest for what is no row's key: Django would look for it all the same."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.clean(key, None)
        except ValidationError as error:
            raise BadRequest("A selected row has no such key.") from error

    @property
    def _page(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _scope_of(self, row: Model) -> AbstractContextManager[None]:
        workspace_id = self.workspace_of(row)
        return nullcontext() if workspace_id is None else workspace_scope(workspace_id)

    def _keyword(self, row: Model) -> dict[str, Model]:
        argument = self.argument_for(row)
        return {str(argument._meta.model_name): argument}


def _check_json(value: object) -> None:
    fault = fault_of(value if isinstance(value, dict) else {"": value})
    if fault is not None:
        raise ValidationError(FAULTS[fault])


def _refused(
    form: type[ModelForm[Model]], refusal: DomainError, names: Mapping[str, str]
) -> type[ModelForm[Model]]:
    """A form class that reports the service's error."""

    def clean(self: ModelForm[Model]) -> dict[str, object]:
        cleaned: dict[str, object] = super(refused, self).clean() or self.cleaned_data
        field = names.get(refusal.field or "", refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))
        return cleaned

    refused: type[ModelForm[Model]] = type(form.__name__, (form,), {"clean": clean})
    return refused


class ReadOnlyAdmin(StaffAdmin):
    """A table that only the platform itself writes."""

    def has_operate_permission(self, request: HttpRequest, _object_id: object = None) -> bool:
        """True for staff who may change such rows: for actions that make the platform write."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class ReadOnlyInline(TabularInline):
    """Related rows on the page, read-only and paged.

    related: relations that the fields show, selected in the same query.
    """

    extra = 0
    can_delete = False
    per_page = 50
    ordering: ClassVar[list[str]] = ["pk"]
    related: ClassVar[list[str]] = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
