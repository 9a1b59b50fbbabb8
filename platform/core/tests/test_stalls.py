"""Stores that accept connections and answer nothing: given up soon, and remembered for a moment."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from redis.exceptions import TimeoutError

import core.redis
from core import stalls
from core.db.postgresql import watched
from core.db.postgresql.base import DatabaseWrapper
from core.db.postgresql.watched import Stalled, WatchedConnection, gives_sign_of_life


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stalls, "postgres", stalls.Store("test"))
    monkeypatch.setattr(stalls, "redis", stalls.Store("test"))


def end_of_stall(store: stalls.Store) -> None:
    watch = store._watch
    assert watch is not None
    watch.join(30)
    assert not store.has_stalled


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that accepts connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def session(transactional_db: None) -> Iterator[WatchedConnection]:
    """A watched connection to the test's database."""
    params = connection.get_connection_params()
    params.pop("pool", None)
    params.pop("cursor_factory", None)
    with WatchedConnection.connect(**params) as session:
        yield session


def test_a_running_server_gives_a_sign_of_life(session: WatchedConnection) -> None:
    assert gives_sign_of_life(session.info.host, session.info.port)


def test_a_silent_or_missing_server_gives_none(
    silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "SIGN_SECONDS", 0.05)

    assert not gives_sign_of_life("127.0.0.1", silent)
    assert not gives_sign_of_life("127.0.0.1", 1)
    assert not gives_sign_of_life("/nowhere", 5432)


def test_a_query_that_takes_long_is_waited_for(
    session: WatchedConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs: list[bool] = []

    def ask(host: str, port: int) -> bool:
        signs.append(gives_sign_of_life(host, port))
        return signs[-1]

    monkeypatch.setattr(watched, "gives_sign_of_life", ask)
    monkeypatch.setattr(watched, "PATIENCE_SECONDS", 0.1)

    assert session.execute("SELECT pg_sleep(0.5), 7").fetchone() == ("", 7)
    assert signs
    assert all(signs)


def test_a_query_to_a_stalled_server_is_given_up(
    session: WatchedConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "gives_sign_of_life", lambda host, port: False)
    monkeypatch.setattr(watched, "PATIENCE_SECONDS", 0.1)

    with pytest.raises(Stalled):
        session.execute("SELECT pg_sleep(60)")

    assert session.closed
    assert stalls.postgres.has_stalled


def test_nobody_waits_until_a_stalled_store_answers(
    session: WatchedConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stalls, "PAUSE_SECONDS", 0.01)
    answers = threading.Event()
    stalls.postgres.note_stall(answers.is_set)
    with pytest.raises(Stalled):
        session.execute("SELECT 1")
    with pytest.raises(Stalled):
        session.execute("SELECT 1")

    answers.set()
    end_of_stall(stalls.postgres)

    assert session.execute("SELECT 1").fetchone() == (1,)


def test_a_stall_is_found_out_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """The store may have moved to where the probe does not look."""
    monkeypatch.setattr(stalls, "REMEMBERED_SECONDS", 0.05)
    monkeypatch.setattr(stalls, "PAUSE_SECONDS", 0.01)

    stalls.postgres.note_stall(lambda: False)
    assert stalls.postgres.has_stalled

    end_of_stall(stalls.postgres)


def test_a_stall_is_watched_by_one_thread() -> None:
    answers = threading.Event()
    before = threading.active_count()

    for _ in range(3):
        stalls.redis.note_stall(lambda: answers.wait(30))

    assert threading.active_count() == before + 1
    answers.set()
    end_of_stall(stalls.redis)


def test_a_forked_process_finds_out_by_itself() -> None:
    answers = threading.Event()
    stalls.redis.note_stall(lambda: answers.wait(30))
    child = os.fork()
    if child == 0:
        os._exit(int(stalls.redis.has_stalled))

    assert os.waitpid(child, 0)[1] == 0
    assert stalls.redis.has_stalled
    answers.set()
    end_of_stall(stalls.redis)


def test_one_probe_is_enough_for_all_that_wait() -> None:
    store = stalls.Store("test")
    probes: list[str] = []
    begun = threading.Barrier(8)

    def probe() -> bool:
        probes.append(threading.current_thread().name)
        time.sleep(0.05)  # as long as it takes, in which the others ask
        return False

    def ask() -> None:
        begun.wait()
        assert not store.answers(probe)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [name for name in probes if name != "stalled-test"] == probes[:1]


def pooled(port: int) -> DatabaseWrapper:
    options = {"pool": watched.POOL | {"timeout": 0.05, "min_size": 0}}
    database = settings.DATABASES["default"]
    return DatabaseWrapper(
        {
            **database,
            "HOST": "127.0.0.1",
            "PORT": port,
            "OPTIONS": options,
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "TIME_ZONE": None,
            "AUTOCOMMIT": True,
        },
        alias=f"stalled-{port}",
    )


def test_a_pool_does_not_wait_for_a_stalled_server(
    db: None, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.db.postgresql.base.gives_sign_of_life", lambda host, port: False)
    database = pooled(silent)

    with pytest.raises(OperationalError, match="does not answer"):
        database.ensure_connection()

    database.close_pool()


def test_processes_without_a_pool_wait_for_the_server(db: None) -> None:
    connection.ensure_connection()

    assert not isinstance(connection.connection, WatchedConnection)


@pytest.fixture
def silent_redis(silent: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "REDIS_URL", f"redis://127.0.0.1:{silent}/0")
    monkeypatch.setattr(core.redis, "ANSWER_SECONDS", 0.05)
    monkeypatch.setitem(core.redis._OPTIONS, "socket_connect_timeout", 0.05)
    core.redis.redis_client.cache_clear()
    yield
    core.redis.redis_client.cache_clear()


def test_a_stalled_redis_is_waited_for_once(
    silent_redis: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TimeoutError, match="Timeout"):
        core.redis.redis_client().ping()
    assert stalls.redis.has_stalled

    with pytest.raises(TimeoutError, match="does not answer"):
        core.redis.redis_client().ping()


def test_a_redis_that_ends_or_answers_has_not_stalled(
    monkeypatch: pytest.MonkeyPatch, silent_redis: None
) -> None:
    assert not core.redis._answers()
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    assert core.redis._answers()
    monkeypatch.undo()
    assert core.redis._answers()


def test_nothing_waits_for_a_redis_that_is_known_to_have_stalled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = threading.Event()
    stalls.redis.note_stall(lambda: answers.wait(30))

    async def read() -> None:
        await core.redis.unless_stalled(asyncio.Event().wait)

    with pytest.raises(TimeoutError, match="does not answer"):
        asyncio.run(read())
    answers.set()


def test_a_blocking_read_of_a_stalled_redis_is_given_up(
    silent_redis: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read() -> None:
        await core.redis.unless_stalled(asyncio.Event().wait)

    monkeypatch.setattr(core.redis, "_SIGN_SECONDS", 0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(read())
    assert stalls.redis.has_stalled


def test_a_blocking_read_of_a_running_redis_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def read() -> Any:
        return await core.redis.unless_stalled(lambda: asyncio.sleep(0.1, "entries"))

    monkeypatch.setattr(core.redis, "_SIGN_SECONDS", 0.01)

    assert asyncio.run(read()) == "entries"
