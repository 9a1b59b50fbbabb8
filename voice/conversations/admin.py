"""Conversations in the portal."""

from __future__ import annotations

from django.contrib import admin

from core.staff import ReadOnlyAdmin, ReadOnlyInline
from voice.conversations.models import Conversation, Message


class MessageInline(ReadOnlyInline):
    model = Message
    fields = ["role", "content", "confidence", "is_answered", "state", "created_at"]
    ordering = ["pk"]


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ["shown_id", "agent", "workspace", "channel", "status", "last_message_at"]
    list_select_related = ["agent", "workspace"]
    list_filter = ["channel", "status", "is_escalated"]
    search_fields = ["=visitor_email", "visitor_name", "workspace__name", "agent__name"]
    ordering = ["-last_message_at", "-pk"]
    inlines = [MessageInline]
