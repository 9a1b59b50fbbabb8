"""Users, sessions and exports in the portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts import services
from accounts.errors import SuperuserOnly
from accounts.models import DataExport, Session, User
from core.errors import DomainError
from core.http.client import device_of
from core.staff import ReadOnlyAdmin, StaffAdmin, Writes
from core.staff_reasons import ReasonForm, confirmed

admin.site.unregister(Group)


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "full_name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class NewPasswordForm(AdminPasswordChangeForm):
    def save(self, commit: bool = True) -> User:
        return services.set_password(
            user=self.user, password=_password_of(self), now=timezone.now()
        )


@dataclass(frozen=True, slots=True)
class Verb:
    """An action of staff on users, from their list.

    do: a service, called with `user` and `now`.
    action: recorded in the audit log of each of the user's workspaces.
    message: recorded in the portal's history.
    """

    do: Callable[..., object]
    action: str
    message: str


def _send_reset_link(*, user: User, now: datetime) -> None:
    services.forgot_password(email=user.email, by="link", now=now)


_ACTIVATE = Verb(partial(services.set_active, is_active=True), "STAFF_ACTIVATED_USER", "Activated.")
_DEACTIVATE = Verb(
    partial(services.set_active, is_active=False), "STAFF_DEACTIVATED_USER", "Deactivated."
)
_VERIFY = Verb(services.mark_email_verified, "STAFF_VERIFIED_ADDRESS", "Address verified.")
_SEND_RESET_LINK = Verb(_send_reset_link, "STAFF_SENT_RESET_LINK", "Reset link sent.")
_SIGN_OUT = Verb(services.sign_out_everywhere, "STAFF_SIGNED_OUT_USER", "Signed out everywhere.")
_RESTORE = Verb(services.restore_account, "STAFF_RESTORED_USER", "Restored.")


@admin.register(User)
class UserAdmin(DjangoUserAdmin, StaffAdmin):
    # No deletion: users close their own accounts; the rows stay as authors of others' data.
    writes = Writes(create=services.add_user, change=services.change_user)
    form_fields = {"password": "password1"}
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = NewPasswordForm
    list_display = [
        "email",
        "full_name",
        "is_active",
        "is_staff",
        "email_verified_at",
        "created_at",
        "closed_at",
    ]
    list_filter = ["is_active", "is_staff", ("email_verified_at", admin.EmptyFieldListFilter)]
    search_fields = ["email", "full_name"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = [
        "shown_id",
        "email",
        "is_active",
        "has_changed_email",
        "email_verified_at",
        "created_at",
        "closed_at",
        "last_login",
    ]
    filter_horizontal = ["user_permissions"]
    fieldsets = [
        (None, {"fields": ["shown_id", "email", "full_name"]}),
        (
            "State",
            {
                "fields": [
                    "is_active",
                    "has_changed_email",
                    "email_verified_at",
                    "created_at",
                    "closed_at",
                    "last_login",
                ]
            },
        ),
        ("Portal", {"fields": ["is_staff", "is_superuser", "user_permissions"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "full_name", "password1", "password2"]})
    ]
    actions = ["activate", "deactivate", "verify_address", "send_reset_link", "sign_out", "restore"]
    actions_detail = ["set_password", "impersonate"]

    def values_of(self, form: ModelForm[Model], change: bool) -> dict[str, object]:
        if change:
            return super().values_of(form, change)
        named = {name: form.cleaned_data[name] for name in ("email", "full_name")}
        return {**named, "password": _password_of(form)}

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only superusers grant rights; nobody grants them to themselves."""
        if obj is None:
            return ["shown_id"]
        rights = [] if request.user.is_superuser else ["is_staff", "is_superuser"]
        return [*self.readonly_fields, *rights, *(["user_permissions"] if rights else [])]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Members of staff are changed by superusers only."""
        if isinstance(obj, User) and obj.is_platform_staff and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_impersonate_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Requires the permission to add sessions, since that is what it does."""
        return request.user.has_perm("accounts.add_session")

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, users: QuerySet[User]) -> None:
        shut = users.filter(closed_at=None)  # the others are restored or erased
        self._each(request, shut, _ACTIVATE)

    @admin.action(description="Deactivate", permissions=["change"])
    @confirmed("Deactivate")
    def deactivate(self, request: HttpRequest, users: QuerySet[User]) -> None:
        others = users.exclude(pk=_signed_in(request).pk)
        self._each(request, others, _DEACTIVATE)

    @admin.action(description="Verify the address", permissions=["change"])
    @confirmed("Verify the address of")
    def verify_address(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._each(request, users, _VERIFY)

    @admin.action(description="Mail a link to reset the password", permissions=["change"])
    def send_reset_link(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._each(request, users, _SEND_RESET_LINK)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    @confirmed("Sign out")
    def sign_out(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._each(request, users, _SIGN_OUT)

    @admin.action(description="Restore the closed account", permissions=["change"])
    def restore(self, request: HttpRequest, users: QuerySet[User]) -> None:
        closed = users.exclude(closed_at=None)
        self._each(request, closed, _RESTORE)

    @action(description="Set a password", url_path="set-password", permissions=["change"])
    def set_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("admin:auth_user_password_change", object_id)

    @action(description="Impersonate", url_path="impersonate", permissions=["impersonate"])
    def impersonate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Returns the access token once, as a file: no page ever contains it."""
        user = self.get_object(request, object_id)
        if user is None:
            return redirect("admin:accounts_user_changelist")
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            context = {"form": form, "original": user, "opts": self.opts, "title": f"Act as {user}"}
            context |= self.admin_site.each_context(request)
            return render(request, "admin/accounts/user/impersonate.html", context)
        try:
            signed_in = services.impersonate(
                user=user,
                by=_signed_in(request),
                reason=form.cleaned_data["reason"],
                **device_of(request),
                now=timezone.now(),
            )
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:accounts_user_change", object_id)
        self.log_change(request, user, f"Impersonated: {form.cleaned_data['reason']}")
        return HttpResponse(
            f"{signed_in.access_token}\n",
            content_type="text/plain; charset=utf-8",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f'attachment; filename="{user.public_id}.txt"',
            },
        )

    def _each(self, request: HttpRequest, users: QuerySet[User], verb: Verb) -> None:
        """Perform the action on each user that the member of staff may change, and log it."""
        done, now = 0, timezone.now()
        for user in users:
            try:
                if not self.has_change_permission(request, user):
                    raise SuperuserOnly
                with transaction.atomic():
                    verb.do(user=user, now=now)
                    services.record_staff_action(user=user, action=verb.action, now=now)
            except DomainError as error:
                self.message_user(request, f"{user}: {error}", messages.ERROR)
            else:
                self.log_change(request, user, verb.message)
                done += 1
        self.message_user(request, f"{verb.message} People: {done}.")


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = [
        "shown_id",
        "user",
        "impersonator",
        "address",
        "user_agent",
        "last_seen_at",
        "revoked_at",
    ]
    list_select_related = ["user", "impersonator"]
    list_filter = [("impersonator", admin.EmptyFieldListFilter)]
    search_fields = ["user__email", "impersonator__email"]
    ordering = ["-last_seen_at", "-pk"]
    actions = ["end"]

    @admin.action(description="End at once", permissions=["operate"])
    @confirmed("End")
    def end(self, request: HttpRequest, sessions: QuerySet[Session]) -> None:
        done = 0
        for session in sessions:
            try:
                services.end_session(session=session, by=_signed_in(request), now=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{session.user}: {error}", messages.ERROR)
            else:
                self.log_change(request, session, "Ended.")
                done += 1
        self.message_user(request, f"{done} sessions ended.")


@admin.register(DataExport)
class DataExportAdmin(ReadOnlyAdmin):
    """Staff see that an archive exists, never its content."""

    list_display = ["shown_id", "user", "state", "size_bytes", "created_at", "expires_at"]
    list_select_related = ["user"]
    list_filter = ["state"]
    search_fields = ["user__email"]
    exclude = ["file"]
    ordering = ["-pk"]


def _password_of(form: forms.BaseForm) -> str | None:
    """The password entered twice; None for a user without a password."""
    data = form.cleaned_data
    return str(data["password1"]) if data["set_usable_password"] else None


def _signed_in(request: HttpRequest) -> User:
    """The member of staff: the portal admits nobody else."""
    staff: Any = request.user
    return staff
