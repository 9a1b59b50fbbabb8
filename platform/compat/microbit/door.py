"""Where the microbit contract is served, and how it speaks."""

from __future__ import annotations

from core.wire import Dialect, Door
from core.wire.native import failure

DOOR = Door(
    name="microbit",
    dialect=Dialect(name="microbit", failure=failure),
    prefix="/microbit/api/v1",
    urls="compat.microbit.urls",
)
