"""Forms on pages, with the API's rules: what is set here must be valid for signing in there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from rest_framework import serializers

from core.api.fields import Email, Line, Token

MAX_PASSWORD_LENGTH = 128


class PageForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def focus_first_error(self) -> None:
        """Focus the first field with an error, which a screen reader then announces."""
        for field in self:
            if field.errors:
                field.field.widget.attrs["autofocus"] = True
                return


def line_field(label: str, *, max_length: int, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        validators=[_obeys(Line(max_length=max_length))],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class _AddressField(forms.EmailField):
    """An e-mail address, in the form in which the API stores it."""

    def clean(self, value: object) -> str:
        text = super().clean(value)
        try:
            return str(Email().run_validation(text))
        except serializers.ValidationError as error:
            raise forms.ValidationError("Enter a valid e-mail address.") from error


def email_field(label: str) -> forms.EmailField:
    return _AddressField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


def password_field(label: str, *, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        validators=[_obeys(Token(max_length=MAX_PASSWORD_LENGTH))],
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _obeys(rules: Line | Token) -> Callable[[str], None]:
    def check(text: str) -> None:
        try:
            rules.run_validation(text)
        except serializers.ValidationError as error:
            raise forms.ValidationError([str(each) for each in error.detail]) from error

    return check
