"""Connections that give up on a server that has stalled, but not on a query that takes long.

A query without an answer after a moment asks the server for a sign of life, over a connection of
its own: a running server gives it within milliseconds, whatever the query does.
"""

from __future__ import annotations

import socket
import struct
import time

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow

from core import stalls

PATIENCE_SECONDS = 0.6  # between two signs of life
SIGN_SECONDS = 1.2  # that the server may take for one; more than a busy machine needs
# A connection that is not there after a second may never come: the backend looks into it.
POOL_TIMEOUT_SECONDS = 1.0
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # answered with one byte, before any log-in


class Stalled(psycopg.OperationalError):
    """The server accepts connections, but answers nothing."""


class WatchedConnection(psycopg.Connection[TupleRow]):
    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        return super().wait(self._watched(gen), interval, timeout)

    def _watched(self, gen: PQGen[RV]) -> PQGen[RV]:
        """The same steps as `gen`, which is resumed with nothing ready several times a second."""
        if stalls.postgres.has_stalled:
            raise Stalled("the database does not answer")
        asked_at = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() - asked_at >= PATIENCE_SECONDS:
                    self._check_server()
                    asked_at = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            value: RV = end.value
            return value

    def _check_server(self) -> None:
        host, port = self.info.hostaddr or self.info.host, self.info.port
        if not stalls.postgres.answers(lambda: gives_sign_of_life(host, port)):
            self.close()  # what it was asked may still be done, but is not waited for
            raise Stalled("the database does not answer")


def gives_sign_of_life(host: str, port: int) -> bool:
    try:
        with _connect(host, port) as server:
            server.settimeout(SIGN_SECONDS)
            server.sendall(_SSL_REQUEST)
            return bool(server.recv(1))
    except OSError:
        return False


def _connect(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=SIGN_SECONDS)
    server = socket.socket(socket.AF_UNIX)
    server.settimeout(SIGN_SECONDS)
    server.connect(f"{host}/.s.PGSQL.{port}")
    return server


# Options of the pool of a process that answers requests.
POOL: dict[str, object] = {
    "connection_class": WatchedConnection,
    "min_size": 2,
    "max_size": 20,
    "timeout": POOL_TIMEOUT_SECONDS,
}
