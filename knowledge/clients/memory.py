"""Returns free memory of the C library to the system."""

from __future__ import annotations

import ctypes
import sys


def release_memory() -> None:
    """Return free memory to the system; takes some milliseconds.

    Loading a model and running it leave a third of a process's memory free, but not returned. Does
    nothing if the C library has no such call.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
