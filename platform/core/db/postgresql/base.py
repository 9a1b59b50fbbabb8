"""The backend: gets connections from the pool without waiting for a stalled server."""

from __future__ import annotations

import time

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

from core import stalls
from core.db.postgresql.watched import Stalled, gives_sign_of_life

POOL_SECONDS = 10.0  # to wait for a connection while the server answers


class DatabaseWrapper(base.DatabaseWrapper):
    """Without a pool, as in workers and commands, it waits for the server as long as it takes."""

    def get_new_connection(self, conn_params: dict[str, object]) -> object:
        if not self.pool:
            return super().get_new_connection(conn_params)
        until = time.monotonic() + POOL_SECONDS
        host, port = str(conn_params.get("host", "")), int(str(conn_params.get("port") or 5432))
        while not stalls.postgres.has_stalled:
            try:
                return super().get_new_connection(conn_params)
            except PoolTimeout:
                if not stalls.postgres.answers(lambda: gives_sign_of_life(host, port)):
                    break
                if time.monotonic() >= until:
                    raise
        raise Stalled("the database does not answer")
