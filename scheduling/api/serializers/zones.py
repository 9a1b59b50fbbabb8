"""Time zones that may be blank."""

from __future__ import annotations

from core.api.fields import checked_by
from workspaces.services.lifecycle import check_time_zone


@checked_by
def check_zone(name: str) -> None:
    if name:
        check_time_zone(name)
