"""The common base of the embedded PostgreSQL and Valkey."""

from __future__ import annotations

import secrets
import signal
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from operations.embedded import ports
from operations.embedded.files import create_private_once, make_private_dir
from operations.embedded.processes import Launch, end, find, spawn, wait_until
from operations.errors import CannotStart

_READY_SECONDS = 60.0  # recovery after a crash replays the log first


class EmbeddedServer(ABC):
    """A database server on 127.0.0.1, with a password, in its own folder.

    Standalone: `start()`, `url`, `stop()`, or `with server:`. Supervised: `prepare()`, then a
        process started by `launch()`, then `is_ready()` until it is true, then `finish_start()`.
        The port and the password are stored in the folder, so that they survive a restart. One
        owner at a time: `prepare()` ends a server left running in the folder by a crash.

    directory: created if missing; then owned by the server, possibly under another user.
    port: None uses the last one if it is free, else any free one.
    """

    name: ClassVar[str]  # for people
    _programs: ClassVar[frozenset[str]]  # for the operating system
    stop_signal: ClassVar[signal.Signals]
    stop_seconds: ClassVar[float]

    def __init__(self, directory: Path, *, port: int | None = None) -> None:
        self.directory = directory.absolute()
        self.port = 0 if port is None else port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Address with user and password, valid after `prepare()`."""

    @property
    @abstractmethod
    def data(self) -> Path:
        """The server's data folder."""

    @property
    @abstractmethod
    def _mark(self) -> str:
        """The argument of the server's command line that identifies this folder."""

    @abstractmethod
    def launch(self) -> Launch:
        """How to start the server in the foreground, after `prepare()`."""

    @abstractmethod
    def is_ready(self) -> bool:
        """True if the launched server accepts connections."""

    @abstractmethod
    def _create(self) -> None:
        """Create the data folder if it is missing. Called when nothing runs in it."""

    def prepare(self) -> None:
        """Prepare for `launch()`; called again before each further launch.

        Takes seconds the first time. Raises CannotStart.
        """
        make_private_dir(self.directory)
        self._end_leftovers()
        self._create()
        if not self.port:
            self.port = self._choose_port()

    def finish_start(self) -> None:  # noqa: B027 (optional by design)
        """Called once the server is ready."""

    def start(self) -> None:
        """Prepare, launch and wait until connections are accepted. Raises CannotStart."""
        self.prepare()
        with self.log_path.open("ab") as log:
            self._process = spawn(self.launch(), output=log)
        if not wait_until(lambda: self._has_ended() or self.is_ready(), seconds=_READY_SECONDS) or (
            self._has_ended()
        ):
            self.stop()
            raise CannotStart(f"{self.name} did not start: see {self.log_path}.")
        self.finish_start()

    def stop(self) -> None:
        """Stop immediately but cleanly; does nothing if it is not running. The data stays."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(self.stop_signal)
            try:
                process.wait(self.stop_seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log_path(self) -> Path:
        """The log of a server that is started standalone."""
        return self.directory / f"{self.name.lower()}.log"

    @property
    def password(self) -> str:
        """Generated once, 32 characters, all safe in a URL and on a command line."""
        path = make_private_dir(self.directory) / "password"
        if not path.exists():
            return create_private_once(path, secrets.token_hex(16))
        return path.read_text(encoding="utf-8")

    def _choose_port(self) -> int:
        path = self.directory / "port"
        port = ports.choose(int(path.read_text()) if path.exists() else None)
        path.write_text(str(port))
        return port

    def _has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _end_leftovers(self) -> None:
        """End a server that a crash of our parent left running on this data.

        Identified by program and arguments: pids in files written before the crash may belong to
        other processes by now.
        """
        outlived = end(
            find(self._programs, argument=self._mark),
            [(self.stop_signal, self.stop_seconds), (signal.SIGKILL, 5.0)],
        )
        if outlived:
            raise CannotStart(
                f"{self.name} already runs on {self.data} (process {outlived[0].pid}) "
                "and cannot be stopped: stop it, or choose another folder with VAR_DIR=/path."
            )
