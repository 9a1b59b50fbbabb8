"""Checks the installation. Read-only; prints no secrets."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.db.roles import APP_ROLE, conninfo_of
from core.redis import redis_client
from knowledge.clients.embedding.minilm import minilm
from operations.embedded.files import make_private_dir
from operations.embedded.state import read_state
from voice.conversations.clients.answer_queue import count_workers

EXTENSIONS = ("vector", "btree_gist", "pg_trgm", "unaccent")
MIN_POSTGRES = 16  # major version
QUEUES = frozenset({"default", "ingestion", "mail"})
_WORKERS_SECONDS = 2.0

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `missing` is something that the platform needs and does not have."""

    subject: str
    state: State
    detail: str


def run_checks() -> Iterator[Finding]:
    """Yield every finding as soon as it is known; skips what depends on something missing."""
    yield from _place()
    yield _secrets()
    yield (database := _database())
    if database.state == "ok":
        yield from _extensions_and_role()
    yield (redis := _redis())
    if redis.state != "missing":
        yield _workers()
        yield _answers()
    yield _embedding_model()
    yield _mail()
    yield _storage()
    yield _outbound()


def _place() -> Iterator[Finding]:
    mode = "production" if settings.PRODUCTION else "development"
    yield Finding("Installation", "ok", f"{settings.VERSION}, {mode}, VAR_DIR {settings.VAR_DIR}")
    state = read_state(settings.VAR_DIR)
    if state is not None:
        names = ", ".join(service.name for service in state.services)
        yield Finding("manage.py up", "ok", f"running here: {names}")
    elif not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
        yield Finding(
            "manage.py up",
            "note",
            "not running; without DATABASE_URL and REDIS_URL its servers are needed",
        )


def _secrets() -> Finding:
    names = ("SECRET_KEY", "JWT_KEYS", "FIELD_KEYS")
    generated = [name for name in names if not os.environ.get(name)]
    if generated:
        file = settings.VAR_DIR / "secrets.json"
        return Finding("Secrets", "ok", f"{', '.join(generated)} generated, kept in {file}")
    return Finding("Secrets", "ok", "all from the environment")


def _database() -> Finding:
    where = "{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    try:
        # As the owner: the application's role may be what is missing.
        with psycopg.connect(conninfo_of(connection), connect_timeout=5) as session:
            major, minor = divmod(session.info.server_version, 10_000)
    except psycopg.Error as error:
        return Finding("PostgreSQL", "missing", f"{where}: {_one_line(error)}")
    if major < MIN_POSTGRES:
        return Finding("PostgreSQL", "missing", f"{where} is {major}, too old")
    return Finding("PostgreSQL", "ok", f"{major}.{minor} at {where}")


def _extensions_and_role() -> Iterator[Finding]:
    with psycopg.connect(conninfo_of(connection), connect_timeout=5) as session:
        for name in EXTENSIONS:
            yield _extension(session, name)
        role = _app_role(session)
    yield role
    if role.state == "ok":
        yield _migrations()


def _extension(session: psycopg.Connection[Any], name: str) -> Finding:
    row = session.execute(
        "SELECT installed_version FROM pg_available_extensions WHERE name = %s", [name]
    ).fetchone()
    if row is None:
        return Finding(f"Extension {name}", "missing", "not available on this server")
    if row[0] is None:
        return Finding(f"Extension {name}", "ok", "available, not needed so far")
    return Finding(f"Extension {name}", "ok", row[0])


def _app_role(session: psycopg.Connection[Any]) -> Finding:
    row = session.execute(
        "SELECT rolsuper OR rolbypassrls, pg_has_role(current_user, oid, 'SET')"
        " FROM pg_roles WHERE rolname = %s",
        [APP_ROLE],
    ).fetchone()
    if row is None:
        return Finding("Application role", "missing", "`manage.py migrate` makes it")
    if row[0]:
        return Finding("Application role", "missing", f"{APP_ROLE} may bypass row-level security")
    if not row[1]:
        return Finding("Application role", "missing", f"{APP_ROLE} is not granted to us")
    return Finding("Application role", "ok", f"{APP_ROLE}, bound by row-level security")


def _migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding("Migrations", "missing", _one_line(error))
    if pending:
        return Finding("Migrations", "missing", f"{len(pending)} pending: run `manage.py migrate`")
    return Finding("Migrations", "ok", "none pending")


def _redis() -> Finding:
    try:
        server = redis_client().info()
    except (RedisError, OSError) as error:
        return Finding("Redis", "missing", _one_line(error))
    name = server.get("server_name", "redis")
    version = server.get(f"{name}_version", server["redis_version"])
    policy = server["maxmemory_policy"]
    if policy != "noeviction":
        detail = f"{name} {version}; with maxmemory-policy {policy} it may lose jobs"
        return Finding("Redis", "note", detail)
    return Finding("Redis", "ok", f"{name} {version}")


def _workers() -> Finding:
    try:
        answers = current_app.control.inspect(timeout=_WORKERS_SECONDS).active_queues() or {}
    except (OperationalError, RedisError, OSError) as error:
        return Finding("Workers", "missing", _one_line(error))
    served = {queue["name"] for queues in answers.values() for queue in queues}
    if unserved := sorted(QUEUES - served):
        return Finding("Workers", "missing", f"none answers for {', '.join(unserved)}")
    return Finding("Workers", "ok", f"{len(answers)} answer, for {', '.join(sorted(served))}")


def _answers() -> Finding:
    try:
        count = count_workers()
    except RedisError as error:
        return Finding("Answers", "missing", _one_line(error))
    if count == 0:
        return Finding("Answers", "note", "made by the web process, beside serving")
    return Finding("Answers", "ok", f"{count} make them, apart from the web process")


def _embedding_model() -> Finding:
    embedder = minilm()
    try:
        size = len(embedder.embed_query("Is anybody there?"))
    except (OSError, RuntimeError) as error:
        return Finding("Embedding model", "missing", f"{embedder.name}: {_one_line(error)}")
    return Finding("Embedding model", "ok", f"{embedder.name}, {size} dimensions")


def _mail() -> Finding:
    backend = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    if backend == "filebased":
        folder = Path(settings.EMAIL_FILE_PATH)
        return _writable("Mail", folder, f"kept as files in {folder}; set EMAIL_URL to send it")
    where = f"{backend} {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection():
            pass
    except OSError as error:  # smtplib's errors are OSErrors
        return Finding("Mail", "missing", f"{where}: {_one_line(error)}")
    return Finding("Mail", "ok", where)


def _storage() -> Finding:
    """Writes and deletes a file, in a folder or a bucket."""
    storage = storages["default"]
    backend = type(storage).__name__
    try:
        storage.delete(storage.save("doctor/probe", ContentFile(b"probe")))
    except OSError as error:
        return Finding("Storage", "missing", f"{backend}: {_one_line(error)}")
    return Finding("Storage", "ok", f"{backend}, writable")


def _outbound() -> Finding:
    if settings.OUTBOUND_ALLOW_LOOPBACK:
        return Finding("OUTBOUND_ALLOW_LOOPBACK", "note", "on: requests may reach this machine")
    return Finding("OUTBOUND_ALLOW_LOOPBACK", "ok", "off")


def _writable(subject: str, folder: Path, detail: str) -> Finding:
    try:
        make_private_dir(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(subject, "missing", f"{folder}: {_one_line(error)}")
    return Finding(subject, "ok", detail)


def _one_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
