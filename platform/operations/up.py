"""`manage.py up`: runs the whole platform on one machine.

Does not load Django itself, to start fast; each child does.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg

from core.db.roles import AppRoleUnsafe, ensure_app_role
from operations import programs
from operations.embedded import ports
from operations.embedded.postgres import EmbeddedPostgres
from operations.embedded.processes import started_at
from operations.embedded.server import EmbeddedServer
from operations.embedded.state import ServiceRecord, ServicesState, forget_state, write_state
from operations.embedded.valkey import EmbeddedValkey
from operations.errors import CannotStart, one_line
from operations.instance import end_last_run, sole_instance
from operations.migration_record import MigrationRecord
from operations.programs import Deployment
from operations.supervisor import Program, StopRequested, Supervisor

_SERVER_NAMES = frozenset({EmbeddedPostgres.name.lower(), EmbeddedValkey.name.lower()})


def up(
    deployment: Deployment,
    *,
    database_url: str | None,
    redis_url: str | None,
    answer_processes: int,
    say: Callable[[str], None],
    ready: Callable[[], None],
) -> None:
    """Start everything, keep it running until SIGINT or SIGTERM, and stop everything.

    database_url, redis_url: servers to use; an embedded one replaces each None.
    answer_processes: number of answer workers; without any, the web process answers.
    say: prints one line of progress.
    ready: called once, as soon as the site answers; the workers start after that.

    Raises CannotStart, with nothing left running.
    """
    with sole_instance(deployment.var_dir):
        _Up(deployment, database_url, redis_url, answer_processes, say).run(ready)


class _Up:
    def __init__(
        self,
        deployment: Deployment,
        database_url: str | None,
        redis_url: str | None,
        answer_processes: int,
        say: Callable[[str], None],
    ) -> None:
        self._deployment = deployment
        self._answer_processes = answer_processes
        self._say = say
        self._given_database_url = database_url
        self._given_redis_url = redis_url
        self._postgres = (
            None if database_url else EmbeddedPostgres(deployment.var_dir / "postgresql")
        )
        self._valkey = None if redis_url else EmbeddedValkey(deployment.var_dir / "valkey")
        both = (self._valkey, self._postgres)
        self._servers: list[EmbeddedServer] = [server for server in both if server is not None]
        self._state = ServicesState(
            database_url=None,
            redis_url=None,
            supervisor=ServiceRecord("up", os.getpid(), started_at(os.getpid())),
            token=deployment.token,
        )
        self._supervisor = Supervisor(
            log_dir=deployment.var_dir / "log", say=say, on_change=self._record_children
        )

    def run(self, ready: Callable[[], None]) -> None:
        with _stop_on_signals(self._supervisor):
            self._prepare_host()
            try:
                self._start_servers()
                self._migrate()
                self._start_web()
                ready()
                self._start_workers()
                self._supervisor.run()
            except StopRequested:
                pass
            finally:
                self._say("Stopping.")
                self._supervisor.stop()
                forget_state(self._deployment.var_dir)

    def _prepare_host(self) -> None:
        deployment = self._deployment
        ended = end_last_run(deployment.var_dir, servers=_SERVER_NAMES)
        if ended:
            self._say(f"Stopped {ended} processes left over from a run that was killed.")
        if not ports.is_free(deployment.port, deployment.host):
            raise CannotStart(
                f"Port {deployment.port} of {deployment.host} is in use or not ours to use: "
                "choose another, such as PORT=8080."
            )

    def _start_servers(self) -> None:
        if self._postgres is not None and self._postgres.is_new:
            self._say("Creating the database (first start, some seconds).")
        if self._servers:
            self._say(f"Starting {' and '.join(server.name for server in self._servers)}.")
            self._supervisor.start([programs.server(server) for server in self._servers])
        for server in self._servers:
            server.finish_start()
        if self._given_redis_url is not None:
            _check_redis(self._given_redis_url)

    def _migrate(self) -> None:
        """Bring the tables up to date."""
        owner = self._postgres.url if self._postgres else self._given_database_url or ""
        record = MigrationRecord(
            project=self._deployment.project, var_dir=self._deployment.var_dir, conninfo=owner
        )
        try:
            ensure_app_role(owner)
            is_current = record.is_current()
        except (psycopg.Error, AppRoleUnsafe) as error:
            raise CannotStart(f"The database cannot be used: {one_line(error)}") from error
        if is_current:
            return
        with record.renewed():
            self._supervisor.run_once(
                "migrate",
                programs.manage(self._deployment, "migrate", "--noinput"),
                status="Bringing the tables up to date",
                stop_seconds=30.0,
            )

    def _start_web(self) -> None:
        """Start the web process and the answer workers before all others, since people wait for
        them.
        """
        self._say("Starting the web process.")
        answers = [
            programs.answers(self._deployment, number)
            for number in range(1, self._answer_processes + 1)
        ]
        self._supervisor.launch([programs.web(self._deployment), *answers])
        # If its file exists, `manage.py demo` has nothing to do and need not be started.
        if not (self._deployment.var_dir / "demo.json").exists():
            self._supervisor.run_once(
                "demo",
                programs.manage(self._deployment, "demo"),
                status="Making the demo workspace",
            )
        self._supervisor.await_ready()

    def _start_workers(self) -> None:
        self._say("Starting the workers.")
        self._supervisor.start(
            [
                self._worker("ingestion", queues="ingestion", concurrency=4, pool="threads"),
                self._worker("default", queues="default,mail", concurrency=2),
                programs.beat(self._deployment),
            ]
        )
        self._say("The workers are running. Ctrl-C stops everything.")

    def _worker(
        self, name: str, *, queues: str, concurrency: int, pool: str = "prefork"
    ) -> Program:
        return programs.worker(
            self._deployment,
            name,
            queues=queues,
            concurrency=concurrency,
            pool=pool,
            broker_url=lambda: self._valkey.url if self._valkey else self._given_redis_url or "",
        )

    def _record_children(self, services: tuple[ServiceRecord, ...]) -> None:
        self._state = replace(
            self._state,
            database_url=_url_of(self._postgres),
            redis_url=_url_of(self._valkey),
            services=services,
        )
        write_state(self._deployment.var_dir, self._state)


@contextmanager
def _stop_on_signals(supervisor: Supervisor) -> Iterator[None]:
    """The first signal requests a clean stop; further ones change nothing."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [
        (number, signal.signal(number, lambda *_: supervisor.request_stop())) for number in numbers
    ]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _url_of(server: EmbeddedServer | None) -> str | None:
    """None before it has been prepared."""
    return server.url if server is not None and server.port else None


def _check_redis(url: str) -> None:
    import redis  # takes half a second, needed only with an external server

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise CannotStart(f"REDIS_URL cannot be used: {one_line(error)}") from error
