"""Forms about accounts, as pages of several apps show them."""

from __future__ import annotations

from core.pages.forms import PageForm, line_field, password_field

MAX_NAME_LENGTH = 120


class NewPasswordForm(PageForm):
    password = password_field(
        "New password",
        autocomplete="new-password",
        help_text="At least 8 characters, and none of the common ones.",
    )
    repeated = password_field("The same password again", autocomplete="new-password")

    def clean(self) -> dict[str, object]:
        typed = [self.cleaned_data.get(name) for name in ("password", "repeated")]
        if None not in typed and typed[0] != typed[1]:
            self.add_error("repeated", "The two passwords differ.")
        return self.cleaned_data


class RegisterForm(NewPasswordForm):
    full_name = line_field("Your name", max_length=MAX_NAME_LENGTH, autocomplete="name")
    field_order = ("full_name", "password", "repeated")


class SignInForm(PageForm):
    password = password_field("Password", autocomplete="current-password")
