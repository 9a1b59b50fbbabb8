"""Ensures one `up` per VAR_DIR, and cleans up after the previous one."""

from __future__ import annotations

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from operations.embedded.files import make_private_dir
from operations.embedded.processes import end, group_members
from operations.embedded.state import forget_state, read_last_state
from operations.errors import CannotStart

_POLITE_SECONDS = 3.0
_KILLED_SECONDS = 5.0


@contextmanager
def sole_instance(var_dir: Path) -> Iterator[None]:
    """Lock VAR_DIR for the block. Raises CannotStart if another `up` has it.

    The operating system releases the lock however the process ends.
    """
    path = make_private_dir(var_dir / "run") / "up.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(
                f"Frontdesk already runs on {var_dir}: "
                "stop it, or start a second one with another VAR_DIR and PORT."
            ) from error
        yield


def end_last_run(var_dir: Path, *, servers: frozenset[str]) -> int:
    """End processes that survived a killed `up`; returns their number.

    Most children die with their parent, but not all of their own children do. The database servers
    are left to their own `prepare()`, which stops them cleanly. Call this while holding VAR_DIR.
    """
    state = read_last_state(var_dir)
    if state is None:
        return 0
    leftovers = [
        process
        for service in state.services
        if service.name not in servers
        for process in group_members(
            service.pid, leader_began=service.started_at, token=state.token
        )
    ]
    end(leftovers, [(signal.SIGTERM, _POLITE_SECONDS), (signal.SIGKILL, _KILLED_SECONDS)])
    forget_state(var_dir)
    return len(leftovers)
