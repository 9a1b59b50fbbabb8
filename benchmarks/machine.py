"""The machine that the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psutil

_CPUS = Path("/proc/cpuinfo")


def machine(project: Path) -> dict[str, object]:
    """Facts by name, for people; "unknown" if they cannot be determined."""
    return {
        "Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Revision": _revision(project),
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.machine()}",
        "Processor": _processor(),
        "Cores": psutil.cpu_count() or "unknown",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "Load before": round(os.getloadavg()[0], 2),
    }


def _revision(project: Path) -> str:
    """The commit, with `-dirty` if files differ from it."""
    try:
        asked = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=project,
            capture_output=True,
            text=True,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return asked.stdout.strip() or "unknown"


def _processor() -> str:
    try:
        lines = _CPUS.read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"
