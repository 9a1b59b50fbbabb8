"""Contacts in the portal, with their consents, merges and suggestions."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.phone import e164
from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline, StaffAdmin, Writes
from core.staff_reasons import confirmed
from workspaces.contacts import services
from workspaces.contacts.models import (
    Channel,
    Consent,
    Contact,
    ContactMerge,
    ContactSuggestion,
)
from workspaces.contacts.services.details import Details


def _change(*, contact: Contact, now: datetime, **changes: Unpack[Details]) -> Contact:
    return services.change_contact(contact=contact, **changes, now=now)


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ["channel", "state", "source", "wording", "at", "recorded_by"]
    related = ["recorded_by"]
    ordering = ["-at", "-pk"]


@admin.register(Contact)
class ContactAdmin(StaffAdmin):
    # No addition: members and visitors make them.
    writes = Writes(change=_change, delete=services.erase_contact)
    list_display = ["shown_id", "name", "email", "phone", "workspace", "last_seen_at"]
    list_select_related = ["workspace"]
    list_filter = ["source", ("merged_into", admin.EmptyFieldListFilter)]
    search_fields = ["name", "=email", "=phone_e164", "workspace__name"]
    ordering = ["-last_seen_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["shown_id", "workspace", "name", "email", "phone"]}),
        ("More", {"fields": ["language", "time_zone", "notes"]}),
        ("State", {"fields": ["blocked", "source", "merged_into", "created_at", "last_seen_at"]}),
    ]
    readonly_fields = [
        *("shown_id", "workspace", "blocked", "source", "merged_into"),
        *("created_at", "last_seen_at"),
    ]
    inlines = [ConsentInline]
    actions = ["block", "allow"]

    @admin.display(description="Do not contact by")
    def blocked(self, contact: Contact) -> str:
        return ", ".join(contact.do_not_contact) or "-"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        """A number is found in any spelling."""
        term = e164(search_term.strip()) or search_term
        return super().get_search_results(request, queryset, term)

    @admin.action(description="Do not contact on any channel", permissions=["change"])
    @confirmed("Do not contact")
    def block(self, request: HttpRequest, contacts: QuerySet[Contact]) -> None:
        self._set(request, contacts, Channel.values, "Not to be contacted.")

    @admin.action(description="Allow to contact on every channel", permissions=["change"])
    @confirmed("Allow to contact")
    def allow(self, request: HttpRequest, contacts: QuerySet[Contact]) -> None:
        self._set(request, contacts, [], "Allowed to be contacted.")

    def _set(
        self,
        request: HttpRequest,
        contacts: QuerySet[Contact],
        channels: list[str],
        message: str,
    ) -> None:
        for contact in contacts:
            with workspace_scope(contact.workspace_id):
                services.set_do_not_contact(contact=contact, channels=channels, now=timezone.now())
            self.log_change(request, contact, message)
        self.message_user(request, f"{message} Contacts: {len(contacts)}.")


@admin.register(ContactMerge)
class ContactMergeAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "kept", "merged", "workspace", "merged_at", "undone_at"]
    list_select_related = ["kept", "merged", "workspace"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    search_fields = ["workspace__name"]
    ordering = ["-merged_at", "-pk"]
    actions = ["undo"]

    @admin.action(description="Undo", permissions=["operate"])
    @confirmed("Undo")
    def undo(self, request: HttpRequest, merges: QuerySet[ContactMerge]) -> None:
        for merge in merges:
            with workspace_scope(merge.workspace_id):
                services.undo_merge(merge=merge, by=None, now=timezone.now())
            self.log_change(request, merge, "Undone.")
        self.message_user(request, f"{len(merges)} merges undone.")


@admin.register(ContactSuggestion)
class ContactSuggestionAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "contact", "other", "email", "phone", "workspace", "status"]
    list_select_related = ["contact", "other", "workspace"]
    list_filter = ["status", "source"]
    search_fields = ["=email", "=phone", "workspace__name"]
    ordering = ["-created_at", "-pk"]
