"""Settings of the whole platform that staff change at runtime."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.models import Preference

REGISTRATION_ENABLED = "registration_enabled"

DEFAULTS: dict[str, Any] = {REGISTRATION_ENABLED: True}


def preference(name: str) -> Any:
    """The value set by staff, else the default. Raises KeyError for an unknown name."""
    default = DEFAULTS[name]
    stored = Preference.objects.filter(pk=name).values_list("value", flat=True).first()
    return default if stored is None else stored


def set_preference(name: str, value: Any, *, now: datetime) -> None:
    """value: not None. Raises KeyError for an unknown name."""
    DEFAULTS[name]  # noqa: B018 (an unknown name is a mistake of ours)
    Preference.objects.update_or_create(pk=name, defaults={"value": value, "updated_at": now})
