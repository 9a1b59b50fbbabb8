"""Memory that the C library keeps for later, given back to the system."""

from __future__ import annotations

import ctypes
import sys


def release_memory() -> None:
    """Takes some milliseconds. Loading a model and running it leave a third of a process's memory
    free, but not given back. Does nothing where the C library has no such call."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
