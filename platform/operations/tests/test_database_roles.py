"""The two roles: every connection starts as the one bound by row-level security."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core.db.roles import (
    APP_ROLE,
    AppRoleUnsafe,
    conninfo_of,
    ensure_app_role,
    owner_role,
    schema_lock,
)
from operations.embedded.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
def cluster() -> Iterator[EmbeddedPostgres]:
    """A separate PostgreSQL for this file: roles belong to a whole cluster."""
    server = EmbeddedPostgres(
        Path(tempfile.mkdtemp(prefix="frontdesk-roles-")), unsafe_and_fast=True
    )
    with server:
        yield server
    server.remove()


@pytest.fixture
def database(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The address of a new database, in a cluster without the role."""
    with psycopg.connect(cluster.url, autocommit=True) as session:
        session.execute("CREATE DATABASE fresh")
        yield cluster.url.rpartition("/")[0] + "/fresh"
        session.execute("DROP DATABASE fresh WITH (FORCE)")
        session.execute(f"DROP OWNED BY {APP_ROLE}")
        session.execute(f"DROP ROLE {APP_ROLE}")


def as_app(database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(database, options=f"-c role={APP_ROLE}")


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


@pytest.mark.processes
def test_the_role_can_neither_sign_in_nor_bypass(database: str) -> None:
    ensure_app_role(database)

    with psycopg.connect(database) as session:
        rights = session.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            " FROM pg_roles WHERE rolname = %s",
            [APP_ROLE],
        ).fetchone()
    assert rights == (False, False, False, False, False)


@pytest.mark.processes
def test_the_role_uses_tables_made_before_and_after_but_changes_none(database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("CREATE TABLE before (id serial PRIMARY KEY)")
    ensure_app_role(database)
    with psycopg.connect(database) as owner:
        owner.execute("CREATE TABLE later (id serial PRIMARY KEY)")

    with as_app(database) as app:
        for table in ("before", "later"):
            app.execute(f"INSERT INTO {table} DEFAULT VALUES")
            app.execute(f"UPDATE {table} SET id = 5")
            assert app.execute(f"DELETE FROM {table} RETURNING id").fetchall() == [(5,)]
    for forbidden in ("TRUNCATE before", "DROP TABLE later", "CREATE TABLE mine (id int)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), as_app(database) as app:
            app.execute(forbidden)


@pytest.mark.processes
def test_running_again_changes_nothing(database: str) -> None:
    ensure_app_role(database)
    ensure_app_role(database)

    with psycopg.connect(database) as session:
        memberships = session.execute(
            "SELECT count(*) FROM pg_auth_members WHERE roleid = %s::regrole", [APP_ROLE]
        ).fetchone()
    assert memberships == (1,)


@pytest.mark.processes
def test_concurrent_runs_in_two_databases_succeed(database: str, cluster: EmbeddedPostgres) -> None:
    failures: list[Exception] = []
    start = threading.Barrier(12)

    def race(address: str) -> None:
        start.wait()
        try:
            ensure_app_role(address)
        except Exception as error:
            failures.append(error)

    racers = [
        threading.Thread(target=race, args=[address]) for address in [database, cluster.url] * 6
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert failures == []
    for address in (database, cluster.url):
        with as_app(address) as app:
            assert app.execute("SELECT current_user").fetchone() == (APP_ROLE,)


@pytest.mark.processes
def test_a_role_that_may_bypass_row_level_security_is_refused(database: str) -> None:
    with psycopg.connect(database) as session:
        session.execute(f"CREATE ROLE {APP_ROLE} BYPASSRLS")

    with pytest.raises(AppRoleUnsafe, match="can bypass row-level security"):
        ensure_app_role(database)


@pytest.mark.processes
def test_the_schema_lock_is_exclusive(database: str) -> None:
    waited = threading.Event()
    entered: list[str] = []

    def second() -> None:
        with schema_lock(database, on_wait=waited.set):
            entered.append("second")

    with schema_lock(database):
        other = threading.Thread(target=second)
        other.start()
        assert waited.wait(timeout=10)
        entered.append("first")
    other.join()
    ensure_app_role(database)  # for the fixture, which drops the role

    assert entered == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_the_owner_role_lasts_only_for_the_block() -> None:
    assert current_role() == APP_ROLE

    with owner_role(connection):
        assert current_role() == connection.settings_dict["USER"]
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE only_the_owner_may ()")
            cursor.execute("DROP TABLE only_the_owner_may")

    assert current_role() == APP_ROLE


@pytest.mark.django_db(transaction=True)
def test_the_owner_role_is_reset_after_an_error() -> None:
    with pytest.raises(DatabaseError), owner_role(connection), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")

    assert current_role() == APP_ROLE


@pytest.mark.django_db(transaction=True)
def test_a_connection_left_in_a_failed_transaction_is_closed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        before = cursor.fetchone()

    with owner_role(connection):
        connection.set_autocommit(False)
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
    connection.close()

    assert current_role() == APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != before


@pytest.mark.django_db(transaction=True)
def test_migrate_has_nothing_to_do_and_resets_the_role() -> None:
    output = io.StringIO()
    call_command("migrate", stdout=output, no_color=True)

    assert "No migrations to apply." in output.getvalue()
    assert current_role() == APP_ROLE


@pytest.mark.django_db(transaction=True)
def test_migrate_waits_for_another_and_reports_it() -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with schema_lock(conninfo_of(connection)):
            held.set()
            release.wait(10)

    class ReleasingOnFirstWord(io.StringIO):
        def write(self, text: str) -> int:
            release.set()
            return super().write(text)

    output = ReleasingOnFirstWord()
    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    call_command("migrate", stdout=output, no_color=True)
    holder.join()

    assert output.getvalue().startswith("Waiting for another migration of this database to end.")


@pytest.mark.django_db(transaction=True)
def test_the_application_cannot_change_the_schema() -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE mine ()")
