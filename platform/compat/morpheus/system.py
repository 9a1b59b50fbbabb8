"""The health page's data about the process and its machine."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from compat.morpheus.errors import Unhealthy
from operations.health import readiness

_STARTED = time.monotonic()
_STATUS = Path("/proc/self/status")


def check_health() -> None:
    """Check everything that answering needs. Raises Unhealthy."""
    down = [part for part, state in readiness().items() if state == "down"]
    if down:
        raise Unhealthy(parts=f"{', '.join(down)} down")


def uptime() -> str:
    """Uptime of this process, e.g. `2d 4h 12m 30s`."""
    return format_duration(int(time.monotonic() - _STARTED))


def format_duration(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days}d {hours}h {minutes}m {seconds}s"


def memory() -> dict[str, str]:
    """Of this process: resident memory; requested writable memory; the resident part of that."""
    sizes = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    shown = {"rss": "VmRSS", "heap_total": "VmData", "heap_used": "RssAnon"}
    return {key: f"{int(sizes[name].split()[0]) / 1024:.1f} MB" for key, name in shown.items()}


def runtime() -> dict[str, Any]:
    return {
        "platform": sys.platform,
        "node_version": f"Python {platform.python_version()}",
        "pid": os.getpid(),
        "load_avg": [round(load, 2) for load in os.getloadavg()],
    }
