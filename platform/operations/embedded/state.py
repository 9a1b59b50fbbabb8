"""The state of a running `manage.py up`, for other commands of the same VAR_DIR."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from operations.embedded.files import make_private_dir, replace_private


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """One child of `up`, leader of a process group with its `pid`.

    started_at: seconds since the epoch, by the operating system. With `pid` it identifies a process
        uniquely, since pids are reused.
    port: where it listens on 127.0.0.1, or None.
    """

    name: str
    pid: int
    started_at: float
    port: int | None = None


@dataclass(frozen=True, slots=True)
class ServicesState:
    """database_url, redis_url: the embedded server's address, or None if the environment names
        another server. They hold passwords: never print them.
    supervisor: the process of `up` itself.
    token: random value in the environment of all children of this run.
    services: the children as last (re)started.
    """

    database_url: str | None
    redis_url: str | None
    supervisor: ServiceRecord
    token: str
    services: tuple[ServiceRecord, ...] = ()

    def __repr__(self) -> str:  # the addresses hold passwords
        return f"ServicesState({', '.join(service.name for service in self.services)})"


def state_path(var_dir: Path) -> Path:
    return var_dir / "run" / "services.json"


def write_state(var_dir: Path, state: ServicesState) -> None:
    path = state_path(var_dir)
    make_private_dir(path.parent)
    replace_private(path, json.dumps(asdict(state), indent=2))


def read_last_state(var_dir: Path) -> ServicesState | None:
    """What the last `up` of this VAR_DIR recorded, running or not; None if nothing is usable."""
    try:
        stored = json.loads(state_path(var_dir).read_text(encoding="utf-8"))
        services = tuple(ServiceRecord(**service) for service in stored.pop("services"))
        supervisor = ServiceRecord(**stored.pop("supervisor"))
        return ServicesState(**stored, supervisor=supervisor, services=services)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_state(var_dir: Path) -> ServicesState | None:
    """The state of the running `up` of this VAR_DIR; None if none is running.

    Cheap enough for settings: one small file, no import beyond the standard library.
    """
    state = read_last_state(var_dir)
    if state is None or not _exists(state.supervisor.pid):
        return None
    return state


def forget_state(var_dir: Path) -> None:
    state_path(var_dir).unlink(missing_ok=True)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's, so it exists
        return True
    return True
