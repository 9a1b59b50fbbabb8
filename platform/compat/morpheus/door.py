"""Where the morpheus contract is served, and how it speaks."""

from __future__ import annotations

from core.wire import Dialect, Door
from core.wire.native import failure

DOOR = Door(
    name="morpheus",
    dialect=Dialect(name="morpheus", failure=failure),
    prefix="/morpheus/api/v1",
    urls="compat.morpheus.urls",
)
