"""The morpheus door: its place and its dialect."""

from __future__ import annotations

from compat.morpheus.dialect import MORPHEUS
from core.wire import Door

DOOR = Door(
    name="morpheus",
    dialect=MORPHEUS,
    prefix="/morpheus/api/v1",
    urls="compat.morpheus.urls",
)
