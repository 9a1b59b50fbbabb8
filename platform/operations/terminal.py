"""`up` in a terminal: reads the environment, shows progress, and the table of addresses."""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from typing import Any, TextIO

from operations.embedded.files import make_var_dir, var_dir_of
from operations.embedded.processes import started_at
from operations.errors import CannotStart
from operations.programs import Deployment
from operations.up import up


def up_in_terminal(project: Path, out: TextIO) -> None:
    """Run `up` as configured: HOST, PORT, VAR_DIR, DATABASE_URL, REDIS_URL, ANSWER_PROCESSES.

    project: the folder of `manage.py`. Raises CannotStart.
    """
    os.umask(0o077)  # mails, documents and logs are private
    deployment = Deployment(
        project=project,
        var_dir=make_var_dir(var_dir_of(project)),
        host=os.environ.get("HOST") or "127.0.0.1",
        port=_number("PORT", default=8000, minimum=1, maximum=65535),
        token=secrets.token_hex(16),
    )
    terminal = _Terminal(deployment, out)
    up(
        deployment,
        database_url=os.environ.get("DATABASE_URL") or None,
        redis_url=os.environ.get("REDIS_URL") or None,
        answer_processes=_number(
            "ANSWER_PROCESSES", default=_half_of_the_processors(), minimum=0, maximum=8
        ),
        say=terminal.say,
        ready=terminal.show_addresses,
    )


class _Terminal:
    def __init__(self, deployment: Deployment, out: TextIO) -> None:
        self._deployment = deployment
        self._out = out
        self._began = started_at(os.getpid())  # includes the start of the interpreter

    def say(self, line: str) -> None:
        self._out.write(f"{time.time() - self._began:6.1f} s  {line}\n")
        self._out.flush()

    def show_addresses(self) -> None:
        site = f"http://localhost:{self._deployment.port}"
        demo = _demo(self._deployment.var_dir)
        rows = {
            "Site": f"{site}/",
            "Administration": f"{site}/admin/",
            "API": f"{site}/docs",
            "Mail goes to": self._deployment.var_dir / "mail",
            "Logs": self._deployment.var_dir / "log",
            "Demo sign-in": " ".join(demo[key] for key in ("email", "password") if key in demo),
            "Demo workspace": demo.get("workspace_id"),
            "Demo agent": demo.get("agent_id"),
            "Demo widget key": demo.get("api_key"),
            "Demo calendar": demo.get("calendar_id") and f"{site}/book/{demo['calendar_id']}",
        }
        self.say("Frontdesk answers:\n")
        for name, value in rows.items():
            if value:
                self._out.write(f"  {name:<16} {value}\n")
        self._out.write("\n")


def _demo(var_dir: Path) -> dict[str, Any]:
    """The ids and credentials that `manage.py demo` stored; empty without it."""
    try:
        stored = json.loads((var_dir / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _number(name: str, *, default: int, minimum: int, maximum: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not minimum <= int(text) <= maximum:
        raise CannotStart(f"{name} is a number from {minimum} to {maximum}, not {text!r}.")
    return int(text)


def _half_of_the_processors() -> int:
    """The other half serves requests, ingests documents and searches.

    Each answer worker takes half a gigabyte and up to twenty database connections.
    """
    return min(max((os.cpu_count() or 1) // 2, 1), 4)
