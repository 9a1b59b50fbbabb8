"""Resource limits for reading one document."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from typing import NamedTuple

from knowledge.clients.parsing.formats import DocumentFormat

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_OPEN_FILES = 32
OUT_OF_MEMORY = 79  # exit status of a process whose Python code was refused memory


# Seconds of computing to read a file: at least, and more for each megabyte of it. Several times
# what honest files take on a slow machine; the most is `Limits.cpu_seconds`.
_CPU_SECONDS = {
    DocumentFormat.TXT: (5, 2),
    DocumentFormat.CSV: (5, 3),
    DocumentFormat.MARKDOWN: (5, 3),
    DocumentFormat.HTML: (10, 5),
    DocumentFormat.PDF: (50, 5),  # thousands of pages of text weigh a megabyte
    DocumentFormat.DOCX: (20, 20),
    DocumentFormat.XLSX: (15, 15),
}


class Limits(NamedTuple):
    """memory_bytes: address space, shared libraries included.
    cpu_seconds: of the subprocess alone.
    wait_seconds: that the caller waits for the subprocess; the caller's own work is not counted.
    text_characters, blocks: of one document.
    """

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 90
    wait_seconds: int = 270
    text_characters: int = 20_000_000
    blocks: int = 250_000

    @classmethod
    def of(cls, format: DocumentFormat, size_bytes: int) -> Limits:
        """The limits for a file of that kind and size."""
        base, per_megabyte = _CPU_SECONDS[format]
        most = cls()
        cpu_seconds = min(base + per_megabyte * size_bytes // 1_000_000, most.cpu_seconds)
        # Other work may leave it a third of a core.
        return most._replace(cpu_seconds=cpu_seconds, wait_seconds=cpu_seconds * 3)


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
