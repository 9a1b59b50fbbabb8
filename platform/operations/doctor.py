"""Checks the running installation. Read-only; prints no secrets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.db.roles import APP_ROLE, conninfo_of
from core.redis import redis_client
from knowledge.clients.embedding.minilm import minilm
from operations.embedded.state import read_state
from operations.environment_checks import Finding, check_environment
from operations.errors import one_line
from voice.conversations.clients.answer_queue import count_workers

EXTENSIONS = ("vector", "btree_gist", "pg_trgm", "unaccent")
MIN_POSTGRES = 16  # major version
QUEUES = frozenset({"default", "ingestion", "mail"})
EXAMINE = "examine_environment"  # the workers' control command
_WORKERS_SECONDS = 2.0
_EXAMINATION_SECONDS = 15.0  # more than a mail server is given


def run_checks() -> Iterator[Finding]:
    """Yield every finding as soon as it is known; skips what depends on something missing."""
    yield _instance()
    yield (database := _database())
    if database.state == "ok":
        yield from _extensions_and_role()
    yield (redis := _redis())
    may_ask = False
    if redis.state != "missing":
        yield (workers := _workers())
        yield _answers()
        may_ask = workers.state == "ok"
    yield _embedding_model()
    if may_ask:
        yield from _environment_of_worker()
    else:
        yield Finding("Environment", "note", "no worker to ask: this command's own follows")
        yield from check_environment()


def _instance() -> Finding:
    state = read_state(settings.VAR_DIR)
    if state is not None:
        names = ", ".join(service.name for service in state.services)
        return Finding("manage.py up", "ok", f"running on {settings.VAR_DIR}: {names}")
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return Finding("manage.py up", "ok", "not used: DATABASE_URL and REDIS_URL are set")
    where = f"not running on {settings.VAR_DIR}"
    return Finding(
        "manage.py up", "note", f"{where}; without DATABASE_URL and REDIS_URL it is needed"
    )


def _environment_of_worker() -> Iterator[Finding]:
    """What the running instance has: this command's environment may be another."""
    replies = current_app.control.broadcast(
        EXAMINE, reply=True, limit=1, timeout=_EXAMINATION_SECONDS
    )
    if not replies:
        yield Finding("Environment", "missing", "no worker answers: is it of an older version?")
    for node, findings in (item for reply in replies or [] for item in reply.items()):
        yield Finding("Environment", "ok", f"as the worker {node} has it")
        yield from (Finding(*finding) for finding in findings)


def _database() -> Finding:
    where = "{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    try:
        # As the owner: the application's role may be what is missing.
        with psycopg.connect(conninfo_of(connection), connect_timeout=5) as session:
            major, minor = divmod(session.info.server_version, 10_000)
    except psycopg.Error as error:
        return Finding("PostgreSQL", "missing", f"{where}: {one_line(error)}")
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
        return Finding("Migrations", "missing", one_line(error))
    if pending:
        return Finding("Migrations", "missing", f"{len(pending)} pending: run `manage.py migrate`")
    return Finding("Migrations", "ok", "none pending")


def _redis() -> Finding:
    try:
        server = redis_client().info()
    except (RedisError, OSError) as error:
        return Finding("Redis", "missing", one_line(error))
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
        return Finding("Workers", "missing", one_line(error))
    served = {queue["name"] for queues in answers.values() for queue in queues}
    if unserved := sorted(QUEUES - served):
        return Finding("Workers", "missing", f"none answers for {', '.join(unserved)}")
    return Finding("Workers", "ok", f"{len(answers)} answer, for {', '.join(sorted(served))}")


def _answers() -> Finding:
    try:
        count = count_workers()
    except RedisError as error:
        return Finding("Answers", "missing", one_line(error))
    if count == 0:
        return Finding("Answers", "note", "made by the web process, beside serving")
    return Finding("Answers", "ok", f"{count} make them, apart from the web process")


def _embedding_model() -> Finding:
    embedder = minilm()
    try:
        size = len(embedder.embed_query("Is anybody there?"))
    except (OSError, RuntimeError) as error:
        return Finding("Embedding model", "missing", f"{embedder.name}: {one_line(error)}")
    return Finding("Embedding model", "ok", f"{embedder.name}, {size} dimensions")
