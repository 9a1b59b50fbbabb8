"""Providers, for platform staff."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from core.staff import StaffAdmin
from voice.providers.models import Provider


class ProviderForm(forms.ModelForm):
    """The key can be set and replaced, never read."""

    new_key = forms.CharField(
        label="API key",
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Leave empty to keep the key that is stored.",
    )

    class Meta:
        model = Provider
        fields = [
            *("workspace", "name", "kind", "base_url", "model"),
            *("input_cost", "output_cost", "timeout_seconds", "is_active"),
        ]

    def save(self, commit: bool = True) -> Provider:
        if self.cleaned_data["new_key"]:
            self.instance.api_key = self.cleaned_data["new_key"]
        return super().save(commit)


@admin.register(Provider)
class ProviderAdmin(StaffAdmin):
    form = ProviderForm
    list_display = ["shown_id", "name", "workspace", "kind", "model", "is_active"]
    list_select_related = ["workspace"]
    search_fields = ["name", "workspace__name"]
    raw_id_fields = ["workspace"]
    ordering = ["-created_at", "-pk"]
