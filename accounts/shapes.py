"""How people and their tokens look on the wire, wherever they are shown."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User
from core.api.fields import PublicId


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
    expires_in = serializers.IntegerField(help_text="Seconds that the access token lives.")
