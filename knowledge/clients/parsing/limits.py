"""Resource limits for reading one document. Exceeding one raises TooComplex."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from typing import NamedTuple

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_OPEN_FILES = 32


class Limits(NamedTuple):
    """memory_bytes: address space, shared libraries included.
    cpu_seconds: of the subprocess alone.
    wait_seconds: that the caller waits for the subprocess; the caller's own work is not counted.
    text_characters, blocks: of one document.
    """

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 60
    wait_seconds: int = 90
    text_characters: int = 20_000_000
    blocks: int = 250_000


def enter(*, memory_bytes: int, cpu_seconds: int, parent: int) -> None:
    """Restrict this process permanently: to its limits, without new privileges, and to its parent's
    life.

    parent: the process id that must still be the parent when this returns.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above took effect
        raise SystemExit(1)
    # SIGXCPU at the soft limit; the hard limit is for code that ignores it.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # other kernels refuse or ignore it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
