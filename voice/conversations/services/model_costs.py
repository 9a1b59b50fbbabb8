"""What models cost, noted with the message that they answer."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce

from voice.answers.models import ModelUsage
from voice.conversations.models import Message


def add_usage(message: Message, usage: ModelUsage) -> None:
    """Add to the message's usage so far, in this attempt or an earlier one."""
    Message.objects.filter(pk=message.pk).update(**usage_sums(usage))


def usage_sums(usage: ModelUsage) -> dict[str, object]:
    """The sums, as values of an update."""
    return {
        "input_tokens": Coalesce(F("input_tokens"), 0) + usage.input_tokens,
        "output_tokens": Coalesce(F("output_tokens"), 0) + usage.output_tokens,
        "cost": Coalesce(F("cost"), 0) + usage.cost,
    }
