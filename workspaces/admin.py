"""Workspaces in the portal. Changes are recorded in the workspace's own audit log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminURLInputWidget

from accounts.models import User
from accounts.queries import user_by_email
from accounts.services import check_rank
from core.errors import DomainError
from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin, ReadOnlyInline, StaffAdmin, Writes
from core.staff_reasons import confirmed
from core.web_address import WebAddressValidator
from workspaces import services
from workspaces.models import (
    ApiKey,
    AuditEntry,
    Invitation,
    Membership,
    UsageCounter,
    Workspace,
)

_LIMITS = {"plan", "own_messages_per_month", "own_requests_per_minute"}


class WorkspaceForm(forms.ModelForm):
    logo_url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        validators=[WebAddressValidator(["https", "http"])],
    )


def _change(*, workspace: Workspace, now: datetime, **changes: Any) -> None:
    limits = {name: changes.pop(name) for name in _LIMITS & changes.keys()}
    if changes:
        services.change_workspace(workspace=workspace, **changes, now=now)
    if limits:
        services.change_limits(workspace=workspace, **limits, now=now)


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ["user", "role", "is_default", "created_at"]
    related = ["user"]


@admin.register(Workspace)
class WorkspaceAdmin(StaffAdmin):
    # No addition: a workspace needs an owner, and users create their own. No deletion: closing can
    # be undone.
    writes = Writes(change=_change)
    workspace_field = "pk"
    form_fields = {"timezone": "time_zone"}  # the service uses the API's name
    form = WorkspaceForm
    list_display = [
        "shown_id",
        "name",
        "plan",
        "time_zone",
        "created_at",
        "suspended_at",
        "deleted_at",
    ]
    list_filter = [
        "plan",
        ("suspended_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["name", "slug", "company_name"]
    ordering = ["-created_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["shown_id", "name", "slug", "company_name", "address", "phone"]}),
        ("How it looks", {"fields": ["description", "logo_url", "time_zone", "settings"]}),
        ("What it may", {"fields": [*sorted(_LIMITS), "allowed_ips"]}),
        ("State", {"fields": ["created_at", "suspended_at", "deleted_at"]}),
    ]
    readonly_fields = ["shown_id", "slug", "created_at", "suspended_at", "deleted_at"]
    inlines = [MembershipInline]
    actions = ["suspend", "resume", "close", "restore", "check_log"]

    def workspace_of(self, row: Model) -> int | None:
        return row.pk

    @admin.action(description="Suspend", permissions=["change"])
    @confirmed("Suspend")
    def suspend(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        self._each(request, workspaces, services.suspend_workspace, "Suspended.")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        self._each(request, workspaces, services.resume_workspace, "Resumed.")

    @admin.action(description="Close", permissions=["change"])
    @confirmed("Close")
    def close(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        self._each(request, workspaces, services.delete_workspace, "Closed.")

    @admin.action(description="Restore", permissions=["change"])
    def restore(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        self._each(request, workspaces, services.restore_workspace, "Restored.")

    @admin.action(description="Check the audit log", permissions=["view"])
    def check_log(self, request: HttpRequest, workspaces: QuerySet[Workspace]) -> None:
        _check_logs(self, request, workspaces)

    def _each(
        self,
        request: HttpRequest,
        workspaces: QuerySet[Workspace],
        verb: Callable[..., object],
        message: str,
    ) -> None:
        for workspace in workspaces:
            with workspace_scope(workspace.pk):
                verb(workspace=workspace, now=timezone.now())
            self.log_change(request, workspace, message)
        self.message_user(request, f"{message} Workspaces: {len(workspaces)}.")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "email", "workspace", "role", "status", "invited_by", "expires_at"]
    list_select_related = ["workspace", "invited_by"]
    list_filter = ["status"]
    search_fields = ["email", "workspace__name"]
    ordering = ["-pk"]
    actions = ["cancel"]

    @admin.action(description="Cancel", permissions=["operate"])
    @confirmed("Cancel")
    def cancel(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        """But those to members of staff, for whom only superusers decide."""
        done, by = 0, cast(User, request.user)
        for invitation in invitations.filter(status=Invitation.Status.PENDING):
            invited = user_by_email(invitation.email)
            try:
                if invited is not None:
                    check_rank(user=invited, by=by)
                with workspace_scope(invitation.workspace_id):
                    services.cancel_invitation(invitation=invitation, now=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{invitation.email}: {error}", messages.ERROR)
            else:
                self.log_change(request, invitation, "Cancelled.")
                done += 1
        self.message_user(request, f"{done} invitations cancelled.")


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = [
        "name",
        "masked",
        "workspace",
        "allowed_domains",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ]
    list_select_related = ["workspace"]
    search_fields = ["name", "prefix", "workspace__name"]
    exclude = ["key_hash"]
    ordering = ["-created_at", "-pk"]
    actions = ["revoke"]

    @admin.action(description="Revoke", permissions=["operate"])
    @confirmed("Revoke")
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        live = keys.filter(revoked_at=None)
        for key in live:
            with workspace_scope(key.workspace_id):
                services.revoke_key(key=key, now=timezone.now())
            self.log_change(request, key, "Revoked.")
        self.message_user(request, f"{len(live)} keys revoked.")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "workspace", "action", "actor_email", "impersonator", "target"]
    list_select_related = ["workspace"]
    list_filter = ["action"]
    search_fields = ["=actor_email", "=target", "=action", "workspace__name"]
    exclude = ["chain_hash"]
    ordering = ["-pk"]
    actions = ["check_log"]

    @admin.action(description="Check the logs that these are of", permissions=["view"])
    def check_log(self, request: HttpRequest, entries: QuerySet[AuditEntry]) -> None:
        concerned = Workspace.objects.filter(pk__in=entries.order_by().values("workspace"))
        _check_logs(self, request, concerned.order_by("name", "pk"))


@admin.register(UsageCounter)
class UsageCounterAdmin(ReadOnlyAdmin):
    list_display = ["workspace", "month", "metric", "used"]
    list_select_related = ["workspace"]
    list_filter = ["metric", "month"]
    search_fields = ["workspace__name"]
    ordering = ["-month", "-used", "-pk"]


def _check_logs(
    page: admin.ModelAdmin[Any], request: HttpRequest, workspaces: Iterable[Workspace]
) -> None:
    for workspace in workspaces:
        verdict = services.verify_audit_log(workspace_id=workspace.pk)
        if verdict.is_intact:
            page.message_user(request, f"{workspace}: {verdict.entries} entries, as written.")
        else:
            sentence = f"{workspace}: entry {verdict.first_bad} is missing, changed or misplaced."
            page.message_user(request, sentence, messages.ERROR)
