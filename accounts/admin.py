"""People and their sessions, for platform staff."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts import services
from accounts.models import Session, User
from core.staff import ReadOnlyAdmin, StaffAdmin

admin.site.unregister(Group)


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "full_name")


@admin.register(User)
class UserAdmin(DjangoUserAdmin, StaffAdmin):
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = [
        "email",
        "full_name",
        "is_active",
        "is_staff",
        "email_verified_at",
        "created_at",
    ]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "full_name"]
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["shown_id", "created_at", "last_login"]
    filter_horizontal = ["user_permissions"]
    fieldsets = [
        (None, {"fields": ["shown_id", "email", "full_name", "password"]}),
        ("State", {"fields": ["is_active", "email_verified_at", "created_at", "last_login"]}),
        ("Portal", {"fields": ["is_staff", "is_superuser", "user_permissions"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "full_name", "password1", "password2"]})
    ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.email_verified_at = timezone.now()  # staff vouch for those they add
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # deactivate: workspaces must keep their owners


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "user", "address", "user_agent", "last_seen_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["-last_seen_at", "-pk"]
    actions = ["end"]

    @admin.action(description="End at once", permissions=["operate"])
    def end(self, request: HttpRequest, sessions: QuerySet[Session]) -> None:
        for session in sessions:
            services.sign_out(session=session, now=timezone.now())
        self.message_user(request, f"{len(sessions)} sessions ended.")
