"""Two PostgreSQL roles: the login user owns the tables, `frontdesk_app` reads and writes their
rows.

Row-level security binds everyone but a table's owner, so connections start as the application's
role (`options=-c role=frontdesk_app`) and only schema changes switch back to the owner.

Does not import Django, so that `up` starts fast.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

APP_ROLE = "frontdesk_app"

_SCHEMA_LOCK = 0x46_44_53_43_48_45_4D_41  # "FDSCHEMA", the key of an advisory lock
_SECONDS_BETWEEN_TRIES = 0.2
_ATTEMPTS = 10

# The connection parameters among Django's OPTIONS; `options` is left out on purpose, since it names
# the role that may not exist yet.
_ADDRESS = {
    *("host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"),
}

_GRANTS = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)


class AppRoleUnsafe(RuntimeError):
    """The application's role may bypass row-level security: nothing may run under it."""


def ensure_app_role(conninfo: str) -> None:
    """Create `frontdesk_app` if missing, and grant it this database's tables, present and future.

    conninfo: the owner's address, as a URL or as `key=value` pairs. The owner needs CREATEROLE only
        while the role is missing. Safe to run concurrently, also for several databases of one
        cluster. Raises AppRoleUnsafe if an existing role of that name is a superuser or has
        BYPASSRLS.
    """
    with schema_lock(conninfo) as session:
        grant_app_role(session)


@contextmanager
def schema_lock(
    conninfo: str, *, on_wait: Callable[[], None] = lambda: None
) -> Iterator[psycopg.Connection]:
    """Hold this database's lock on schema changes, in a separate session, which is yielded.

    A separate session keeps the lock if the block's connection is closed and opened again.
    on_wait: called once if the lock is held elsewhere.
    """
    with psycopg.connect(conninfo, autocommit=True) as session:
        waiting = False
        # Polls instead of waiting, so that no statement_timeout interrupts it.
        while not _value(session, "SELECT pg_try_advisory_lock(%s)", _SCHEMA_LOCK):
            if not waiting:
                waiting = True
                on_wait()
            time.sleep(_SECONDS_BETWEEN_TRIES)
        yield session  # the lock ends with the session


def grant_app_role(session: psycopg.Connection) -> None:
    """`ensure_app_role` for a caller that holds the schema lock."""
    _ensure_role(session)
    role, database = sql.Identifier(APP_ROLE), sql.Identifier(session.info.dbname)
    with session.transaction():
        for grant in _GRANTS:
            session.execute(sql.SQL(grant).format(role=role, database=database))


def conninfo_of(connection: BaseDatabaseWrapper) -> str:
    """The owner's connection string of a Django connection, without a role."""
    given: dict[str, Any] = connection.get_connection_params()
    return make_conninfo(**{key: given[key] for key in _ADDRESS & given.keys()})


@contextmanager
def owner_role(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Run the block as the login user, the owner of the tables, on this very connection.

    Afterwards the connection has its previous role. If that cannot be restored (the block left a
    failed transaction) the connection is closed, so that a pool never hands out an owner.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        role, owner = cursor.fetchone()
        if role != owner:
            cursor.execute("SET ROLE NONE")
    driver = connection.connection
    try:
        yield
    finally:
        # If the block closed it, the new connection has its own role.
        if role != owner and connection.connection is driver:
            _set_role(connection, role)


def _set_role(connection: BaseDatabaseWrapper, role: str) -> None:
    driver = connection.connection
    try:
        driver.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    except psycopg.Error:
        driver.close()  # a pool discards a closed connection


def _ensure_role(session: psycopg.Connection) -> None:
    """Create and grant the role. Roles belong to the whole cluster, which a database's lock does
    not cover.

    If two sessions create or grant the role concurrently, one gets one of these errors, and finds
    the work done when it checks again.
    """
    role = sql.Identifier(APP_ROLE)
    for attempt in range(_ATTEMPTS):
        try:
            if not _role_exists(session):
                session.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
            if not _is_granted(session):
                session.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        except (errors.DuplicateObject, errors.UniqueViolation, errors.InternalError_):
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return


def _role_exists(session: psycopg.Connection) -> bool:
    """True if the role exists. Raises AppRoleUnsafe if row-level security would not bind it."""
    bypasses = _value(
        session, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", APP_ROLE
    )
    if bypasses:
        raise AppRoleUnsafe(
            f"The role {APP_ROLE} can bypass row-level security: "
            f"run ALTER ROLE {APP_ROLE} NOSUPERUSER NOBYPASSRLS."
        )
    return bypasses is not None


def _is_granted(session: psycopg.Connection) -> bool:
    """True if the login user is a member by grant (pg_has_role is true for every superuser)."""
    return bool(
        _value(
            session,
            "SELECT EXISTS (SELECT FROM pg_auth_members"
            " WHERE roleid = %s::regrole AND member = current_user::regrole)",
            APP_ROLE,
        )
    )


def _value(session: psycopg.Connection, query: str, *parameters: Any) -> Any:
    """The first column of the first row, or None."""
    row = session.execute(query, parameters).fetchone()
    return row[0] if row else None
