"""Providers in the portal."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminPasswordWidget

from core.staff import StaffAdmin, Writes
from voice.providers import services
from voice.providers.models import Provider


class ProviderForm(forms.ModelForm):
    """The key can be set and replaced, never read."""

    new_key = forms.CharField(
        label="API key",
        required=False,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="Leave empty to keep the key that is stored.",
    )

    class Meta:
        model = Provider
        fields = [
            *("workspace", "name", "kind", "base_url", "model"),
            *("input_cost", "output_cost", "timeout_seconds", "supports_tools", "is_active"),
        ]


@admin.register(Provider)
class ProviderAdmin(StaffAdmin):
    writes = Writes(
        create=services.create_provider,
        change=services.change_provider,
        delete=services.delete_provider,
    )
    form_fields = {"api_key": "new_key"}
    form = ProviderForm
    list_display = ["shown_id", "name", "workspace", "kind", "model", "is_active"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    raw_id_fields = ["workspace"]
    ordering = ["-created_at", "-pk"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Provider | None = None
    ) -> Sequence[str]:
        return [] if obj is None else ["workspace"]

    def values_of(self, form: ModelForm[Model], change: bool) -> dict[str, object]:
        values = super().values_of(form, change)
        values.pop("workspace", None)  # given by the scope
        if key := values.pop("new_key", ""):
            values["api_key"] = key
        return values
