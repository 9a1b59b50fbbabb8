"""The appearance and greeting of an agent's widget."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from voice.agents.models import Agent
from widget.models import WidgetConfig
from workspaces.services import record_change


@transaction.atomic
def change_appearance(*, agent: Agent, now: datetime, **changes: Any) -> WidgetConfig:
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
