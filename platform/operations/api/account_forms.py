"""What the pages that mails link to ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from rest_framework import serializers

from core.api.fields import Line, Token

MAX_NAME_LENGTH = 120
MAX_PASSWORD_LENGTH = 128


def _obeys(rules: Line | Token) -> Callable[[str], None]:
    """A validator with the rules of the API: what is set here must be good for signing in there."""

    def check(text: str) -> None:
        try:
            rules.run_validation(text)
        except serializers.ValidationError as error:
            raise forms.ValidationError([str(each) for each in error.detail]) from error

    return check


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        validators=[_obeys(Token(max_length=MAX_PASSWORD_LENGTH))],
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class PageForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def focus_first_error(self) -> None:
        """Put the cursor where something is wrong: a screen reader then reads what."""
        for field in self:
            if field.errors:
                field.field.widget.attrs["autofocus"] = True
                return


class NewPasswordForm(PageForm):
    password = _password(
        "New password", "new-password", "At least 8 characters, and none of the common ones."
    )
    repeated = _password("The same password again", "new-password")

    def clean(self) -> dict[str, Any]:
        typed = [self.cleaned_data.get(name) for name in ("password", "repeated")]
        if None not in typed and typed[0] != typed[1]:
            self.add_error("repeated", "The two passwords differ.")
        return self.cleaned_data


class RegisterForm(NewPasswordForm):
    full_name = forms.CharField(
        label="Your name",
        validators=[_obeys(Line(max_length=MAX_NAME_LENGTH))],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("full_name", "password", "repeated")


class SignInForm(PageForm):
    password = _password("Password", "current-password")
