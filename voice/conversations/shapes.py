"""The wire shapes of a conversation's people and agents."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import User
from core.api.fields import PublicId, Shape
from voice.conversations.services.notifications import display_name


class PersonOut(Shape):
    id = PublicId()
    name = serializers.SerializerMethodField()

    def get_name(self, user: User) -> str:
        return display_name(user)


class AgentNamed(Shape):
    id = PublicId()
    name = serializers.CharField()
