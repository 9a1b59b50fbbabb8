"""`manage.py up` as a real process in its own folder, for tests of the whole platform."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from operations.embedded import ports
from operations.embedded.processes import find, wait_until
from operations.embedded.state import ServicesState, read_state

MANAGE = [sys.executable, str(Path(__file__).resolve().parents[3] / "manage.py")]
WORKERS = {"worker-ingestion", "worker-default", "beat"}
CHILDREN = {"valkey", "postgresql", "web", "answers-1", *WORKERS}
START_SECONDS = 180


def environment(var_dir: Path, port: int | str, **more: str) -> dict[str, str]:
    """For a process of that installation, without the servers given to the suite."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "HOST"}
    }
    ours = {"VAR_DIR": str(var_dir), "PORT": str(port), "ANSWER_PROCESSES": "1"}
    return {**inherited, **ours, **more}


def processes_of(var_dir: Path) -> list[psutil.Process]:
    """Every process of that installation, identified by environment or command line."""
    marks = [str(var_dir / "valkey" / "valkey.conf"), str(var_dir / "postgresql" / "data")]
    found = [
        process for mark in marks for process in find({"postgres", "valkey-server"}, argument=mark)
    ]
    for process in psutil.process_iter():
        try:
            if process.environ().get("VAR_DIR") == str(var_dir):
                found.append(process)
        except psutil.Error:  # gone, a zombie, or another user's
            continue
    return found


class Installation:
    """One installation with its own port.

    var_dir: its folder; the output of `up` goes to a file beside it.
    """

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.port = ports.choose(None)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start `up` and wait until all its children run and the site is ready."""
        with self._output.open("ab") as output:
            self.process = subprocess.Popen(
                [*MANAGE, "up"],
                env=environment(self.var_dir, self.port),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        assert wait_until(self._is_complete, seconds=START_SECONDS, poll_seconds=0.1), self.output

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send `up` the signal; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def manage(self, *arguments: str, **more: str) -> str:
        """The output of a management command; it must succeed. more: environment variables."""
        ran = subprocess.run(
            [*MANAGE, *arguments],
            env=environment(self.var_dir, self.port, **more),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def is_ready(self) -> bool:
        site = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            site.request("GET", "/readyz")
            return site.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            site.close()

    def pid_of(self, name: str) -> int:
        return next(service.pid for service in self.state.services if service.name == name)

    @property
    def state(self) -> ServicesState:
        state = read_state(self.var_dir)
        assert state is not None
        return state

    @property
    def output(self) -> str:
        """All output of `up`, over all starts."""
        return self._output.read_text()

    @property
    def _output(self) -> Path:
        return self.var_dir.with_name("up.out")

    def _is_complete(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.output
        state = read_state(self.var_dir)
        started = {service.name for service in state.services} if state else set()
        return started == CHILDREN and self.is_ready()


@contextmanager
def new_installation() -> Iterator[Installation]:
    """An installation that has never been started; stopped, if it runs, and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-up-"))
    folder.chmod(0o711)  # as root, PostgreSQL's own user traverses it
    installation = Installation(folder / "var")
    try:
        yield installation
    finally:
        if installation.is_running:
            installation.end()
        shutil.rmtree(folder)
