"""The appearance and greeting of an agent's widget."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from core.db.locks import lock_rows
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


def lock_appearance(*, agent: Agent) -> WidgetConfig:
    """The appearance, created if it was never changed; locked until the transaction ends."""
    rows = lock_rows(WidgetConfig.objects.all(), no_key=True)
    found, _ = rows.get_or_create(agent=agent, defaults={"workspace_id": agent.workspace_id})
    return found


@transaction.atomic
def change_appearance(
    *, agent: Agent, now: datetime, **changes: Unpack[AppearanceChanges]
) -> WidgetConfig:
    """Change the appearance; visitors see it on the next page load."""
    appearance = lock_appearance(agent=agent)
    before = {field: getattr(appearance, field) for field in changes}
    for field, value in changes.items():
        setattr(appearance, field, value)
    appearance.save(update_fields=list(changes))
    record_change(
        action="WIDGET_CHANGED", target=agent.public_id, before=before, after=changes, now=now
    )
    return appearance
