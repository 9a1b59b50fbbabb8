"""Where the voicera contract is served, and how it speaks."""

from __future__ import annotations

from core.wire import Dialect, Door
from core.wire.native import failure

DOOR = Door(
    name="voicera",
    dialect=Dialect(name="voicera", failure=failure),
    prefix="/voicera/api/v1",
    urls="compat.voicera.urls",
)
