"""The appearance and greeting of an agent's widget."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from voice.agents.models import Agent
from widget.models import WidgetConfig
from workspaces.services import record_change


class AppearanceChanges(TypedDict, total=False):
    """border_radius: pixels; greeting_delay: milliseconds."""

    theme: str
    primary_color: str
    border_radius: int
    position: str
    greeting_enabled: bool
    greeting_delay: int
    suggested_questions: list[str]
    show_powered_by: bool
    avatar_url: str
    language: str
    feedback_enabled: bool
    escalation_enabled: bool


@transaction.atomic
def change_appearance(
    *, agent: Agent, now: datetime, **changes: Unpack[AppearanceChanges]
) -> WidgetConfig:
    """Change the appearance; visitors see it on the next page load."""
    appearance, _ = WidgetConfig.objects.get_or_create(
        agent=agent, defaults={"workspace_id": agent.workspace_id}
    )
    before = {field: getattr(appearance, field) for field in changes}
    for field, value in changes.items():
        setattr(appearance, field, value)
    appearance.save(update_fields=list(changes))
    record_change(
        action="WIDGET_CHANGED", target=agent.public_id, before=before, after=changes, now=now
    )
    return appearance
