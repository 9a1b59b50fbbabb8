"""Starts, identifies and ends child processes, so that none is left behind or mistaken."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

import psutil

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.01

T = TypeVar("T")

# Looked up at import: nothing may be imported between fork and exec.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system to run a process as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start one process.

    env: replaces the environment; None inherits it.
    account: run as this user; only root can.
    orphan_signal: sent to the process if its parent dies without having stopped it (Linux).
    """

    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str] | None = field(default=None, repr=False)
    account: Account | None = None
    orphan_signal: signal.Signals = signal.SIGTERM


def spawn(launch: Launch, *, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process as leader of its own session and process group.

    Both its outputs go to `output`. Call it from the main thread: on Linux, the end of the forking
    thread counts as the parent's death.
    """
    account = launch.account
    return subprocess.Popen(
        launch.argv,
        cwd=launch.cwd,
        env=launch.env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # so that Ctrl-C in the terminal reaches only the parent
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_die_with(os.getpid(), launch.orphan_signal) if _libc else None,
    )


def _die_with(parent: int, orphan_signal: signal.Signals) -> Callable[[], None]:
    def between_fork_and_exec() -> None:
        assert _libc is not None
        _libc.prctl(_PR_SET_PDEATHSIG, int(orphan_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before the request took effect
            os._exit(1)

    return between_fork_and_exec


def started_at(pid: int) -> float:
    """Start time of the process, in seconds since the epoch; 0.0 if there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0


def is_same_process(pid: int, began: float) -> bool:
    """True if the process with this pid and start time is running; zombies are not."""
    try:
        process = psutil.Process(pid)
        # Start times depend on the system clock, which may be set; pids are not reused that fast.
        return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - began) < 2
    except psutil.Error:
        return False


def find(names: Collection[str], *, argument: str) -> list[psutil.Process]:
    """Running processes of such a program that were started with exactly this argument."""
    return [
        process
        for process in psutil.process_iter()
        if _ask(process.name) in names
        and argument in (_ask(process.cmdline) or ())
        and _ask(process.status) != psutil.STATUS_ZOMBIE
    ]


def find_in(name: str, *, folder: Path) -> list[psutil.Process]:
    """Running processes of that program with the working directory `folder`.

    Cannot see processes of other users, even as root in most containers.
    """
    here = str(folder.resolve())
    return [
        process
        for process in psutil.process_iter()
        if _ask(process.name) == name
        and _ask(process.cwd) == here
        and _ask(process.status) != psutil.STATUS_ZOMBIE
    ]


def group_members(group: int, *, leader_began: float, token: str) -> list[psutil.Process]:
    """Running members of a process group that is certainly ours.

    The group is ours if its leader is the recorded process, or, if the leader is gone, if a member
    has our `token` in its environment.
    """
    leader_lives = is_same_process(group, leader_began)
    return [
        process
        for process in psutil.process_iter()
        if _group_of(process.pid) == group
        and _ask(process.status) != psutil.STATUS_ZOMBIE
        and (leader_lives or token in (_ask(process.environ) or {}).values())
    ]


def end(
    processes: Iterable[psutil.Process], stages: Sequence[tuple[signal.Signals, float]]
) -> list[psutil.Process]:
    """Send each stage's signal and wait up to its seconds; return the survivors."""
    alive = list(processes)
    for number, grace_seconds in stages:
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        alive = _outliving(alive, seconds=grace_seconds)
    return alive


def _outliving(processes: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    wait_until(lambda: not _still_alive(processes), seconds=seconds)
    return _still_alive(processes)


def _still_alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Without zombies: in a container they are often never reaped."""
    return [
        process
        for process in processes
        if _ask(process.status) not in (None, psutil.STATUS_ZOMBIE) and process.is_running()
    ]


def signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for zombies
        os.killpg(group, number)


def wait_until(
    condition: Callable[[], bool], *, seconds: float, poll_seconds: float = _POLL_SECONDS
) -> bool:
    """Poll until `condition()` holds; False if it still does not after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(poll_seconds)
    return True


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def _ask(question: Callable[[], T]) -> T | None:
    """Query a process; None if it is gone or not accessible."""
    try:
        return question()
    except (psutil.Error, OSError):
        return None
