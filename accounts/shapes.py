"""Wire shapes of users, and forms, shared by surfaces of several apps."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User
from core.api.fields import PublicId
from core.pages.forms import PageForm, email_field, line_field, password_field

MAX_NAME_LENGTH = 120


class UserOut(serializers.ModelSerializer[User]):
    id = PublicId()
    email_verified = serializers.BooleanField(source="is_verified")

    class Meta:
        model = User
        fields = ["id", "email", "full_name", "email_verified", "created_at"]


class TokensOut(serializers.Serializer[object]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField(default="bearer")
    expires_in = serializers.IntegerField(help_text="Lifetime of the access token in seconds.")


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


class AddressForm(PageForm):
    email = email_field("Your e-mail address")


class RegisterForm(NewPasswordForm):
    full_name = line_field("Your name", max_length=MAX_NAME_LENGTH, autocomplete="name")
    field_order = ("full_name", "password", "repeated")


class SignInForm(PageForm):
    password = password_field("Password", autocomplete="current-password")
