"""The embedded servers: real ones, started and killed in temporary folders."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from operations.embedded import ports
from operations.embedded.postgres import EmbeddedPostgres
from operations.embedded.processes import find, wait_until
from operations.embedded.server import EmbeddedServer
from operations.embedded.valkey import EmbeddedValkey
from operations.errors import CannotStart

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def made_cluster() -> Iterator[Path]:
    """A folder in which a PostgreSQL has been started and stopped once."""
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-pg-"))
    server = EmbeddedPostgres(folder, unsafe_and_fast=True)
    with server:
        pass
    yield folder
    server.remove()


@pytest.fixture
def postgres(made_cluster: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(made_cluster, unsafe_and_fast=True)
    yield server
    server.stop()


@pytest.fixture
def valkey() -> Iterator[EmbeddedValkey]:
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-valkey-"))
    server = EmbeddedValkey(folder)
    yield server
    server.stop()
    shutil.rmtree(folder)


def abandon(kind: type[EmbeddedServer], folder: Path) -> None:
    """Start a server in another process that is killed at once, like a crash of `up`.

    Linux then ends the server too, unless told otherwise: this tests the worst case.
    """
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from operations.embedded import processes\n"
        f"from {kind.__module__} import {kind.__name__} as Server\n"
        "processes._libc = None\n"
        "Server(Path(sys.argv[1])).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, folder], env=with_import_path())
    assert ended.returncode == -signal.SIGKILL


def with_import_path() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def test_postgres_keeps_data_port_and_password_over_a_restart(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    with psycopg.connect(postgres.url) as session:
        session.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    postgres.stop()

    again = EmbeddedPostgres(postgres.directory, unsafe_and_fast=True)
    with again, psycopg.connect(again.url) as session:
        assert session.execute("SELECT answer FROM kept").fetchone() == (42,)
        assert again.url == postgres.url


def test_postgres_has_what_the_platform_needs(postgres: EmbeddedPostgres) -> None:
    with postgres, psycopg.connect(postgres.url) as session:
        extensions = session.execute(
            "SELECT name FROM pg_available_extensions WHERE name = ANY(%s) ORDER BY name",
            [["vector", "btree_gist", "pg_trgm", "unaccent"]],
        ).fetchall()
        database = session.execute(
            "SELECT current_database(), current_user, pg_encoding_to_char(encoding), datlocprovider"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert extensions == [("btree_gist",), ("pg_trgm",), ("unaccent",), ("vector",)]
    assert database == ("frontdesk", "frontdesk", "UTF8", "b")


def test_postgres_listens_locally_and_requires_the_password(
    postgres: EmbeddedPostgres,
) -> None:
    with postgres:
        [process] = find({"postgres"}, argument=str(postgres.data))
        listening = {
            connection.laddr.ip
            for connection in process.net_connections(kind="inet")
            if connection.status == psutil.CONN_LISTEN
        }
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(postgres.url.replace(postgres.password, "wrong"))

    assert listening == {"127.0.0.1"}


def test_its_files_are_private(postgres: EmbeddedPostgres) -> None:
    with postgres:
        assert (postgres.directory / "password").stat().st_mode & 0o077 == 0
        assert postgres.data.stat().st_mode & 0o077 == 0


def test_postgres_replaces_a_server_left_by_a_crash(
    postgres: EmbeddedPostgres,
) -> None:
    abandon(EmbeddedPostgres, postgres.directory)
    [orphan] = find({"postgres"}, argument=str(postgres.data))

    with postgres, psycopg.connect(postgres.url) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)
        [running] = find({"postgres"}, argument=str(postgres.data))
        assert running.pid != orphan.pid


def test_postgres_recovers_if_its_lock_file_names_a_live_process(
    made_cluster: Path,
) -> None:
    server = EmbeddedPostgres(made_cluster)
    server.start()
    with psycopg.connect(server.url) as session:
        session.execute("CREATE TABLE survives AS SELECT 7 AS number")
    [process] = find({"postgres"}, argument=str(server.data))
    process.kill()
    server.stop()
    with somebody_elses_process(uid=server.data.stat().st_uid) as other:
        lock_file = server.data / "postmaster.pid"
        lines = lock_file.read_text().splitlines()
        lock_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")

        with server, psycopg.connect(server.url) as session:
            assert session.execute("SELECT number FROM survives").fetchone() == (7,)
        assert other.poll() is None


@contextmanager
def somebody_elses_process(*, uid: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"], user=uid if os.geteuid() == 0 else None)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_postgres_reports_data_of_another_version(postgres: EmbeddedPostgres) -> None:
    version_file = postgres.data / "PG_VERSION"
    stored = version_file.read_text()
    version_file.write_text("9\n")
    try:
        with pytest.raises(CannotStart, match="was made by PostgreSQL 9 and this is 18"):
            postgres.start()
    finally:
        version_file.write_text(stored)


def test_an_incomplete_cluster_is_created_again() -> None:
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-pg-"))
    server = EmbeddedPostgres(folder, unsafe_and_fast=True)
    (server.data.parent / "unfinished").mkdir()
    (server.data.parent / "unfinished" / "PG_VERSION").write_text("18\n")
    try:
        with server, psycopg.connect(server.url) as session:
            assert session.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.remove()
    assert not folder.exists()


def test_no_socket_is_used_if_its_path_would_be_too_long() -> None:
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-pg-"))
    deep = folder / ("long-" * 20)
    folder.chmod(0o711)
    server = EmbeddedPostgres(deep, port=5432)

    assert "unix_socket_directories=" in server.launch().argv
    shutil.rmtree(folder)


def test_valkey_keeps_data_over_a_kill(valkey: EmbeddedValkey) -> None:
    valkey.start()
    with redis.Redis.from_url(valkey.url) as client:
        client.set("kept", "yes")
        assert wait_until(
            lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0, seconds=5
        )
    url = valkey.url
    [process] = find({"valkey-server"}, argument=str(valkey.directory / "valkey.conf"))
    process.kill()
    valkey.stop()

    valkey.start()
    with redis.Redis.from_url(valkey.url) as client:
        assert client.get("kept") == b"yes"
    assert valkey.url == url


def test_valkey_requires_the_password_and_never_evicts(valkey: EmbeddedValkey) -> None:
    with valkey, redis.Redis.from_url(valkey.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("bind") == {"bind": "127.0.0.1"}
        with socket.create_connection(("127.0.0.1", valkey.port)) as stranger:
            stranger.sendall(b"PING\r\n")
            assert stranger.recv(100).startswith(b"-NOAUTH")


def test_valkey_replaces_a_server_left_by_a_crash(valkey: EmbeddedValkey) -> None:
    abandon(EmbeddedValkey, valkey.directory)
    [orphan] = find({"valkey-server"}, argument=str(valkey.directory / "valkey.conf"))

    with valkey, redis.Redis.from_url(valkey.url) as client:
        assert client.ping()
        assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


def test_an_occupied_port_is_replaced(valkey: EmbeddedValkey) -> None:
    with valkey:
        first = valkey.port
    with EmbeddedValkey(Path(tempfile.mkdtemp(prefix="frontdesk-valkey-")), port=first) as thief:
        again = EmbeddedValkey(valkey.directory)
        with again:
            assert again.port != first
            assert not ports.is_free(again.port)
    shutil.rmtree(thief.directory)
