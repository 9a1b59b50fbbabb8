"""Whether generated tests try thousands of examples: `--hypothesis-profile=thorough`."""

from __future__ import annotations

from hypothesis import settings

THOROUGH = "thorough"  # registered in conftest.py


def is_thorough() -> bool:
    return settings.get_current_profile_name() == THOROUGH
