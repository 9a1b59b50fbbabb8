"""New keys: stored secrets under the newest one, and a fresh one for what comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.apps import apps
from django.db import connection
from psycopg import sql

from core.crypto import EncryptedTextField, SecretUnreadable, rotate
from core.scope import as_table_owner
from operations.embedded.postgres import EmbeddedPostgres
from operations.embedded.secrets import (
    Secrets,
    load_or_create_secrets,
    new_field_key,
    new_jwt_key,
    replace_secrets,
    secrets_path,
)
from operations.embedded.state import read_state
from operations.embedded.valkey import EmbeddedValkey

_SERVERS = {EmbeddedPostgres.name.lower(), EmbeddedValkey.name.lower()}  # know no keys


@dataclass(frozen=True, slots=True)
class RotationReport:
    """columns: that hold secrets; unreadable: secrets whose key is no longer configured."""

    columns: int
    secrets: int
    unreadable: int


def rotate_field_keys(*, apply: bool) -> RotationReport:
    """Put every encrypted column under the newest key, in one transaction per column.

    Goes by the columns' ciphertext, so that nothing is ever in clear outside of the cipher.
    """
    columns = [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]
    rotated = unreadable = 0
    for table, column in columns:
        with as_table_owner():
            done, lost = _rotate_column(table, column, apply=apply)
        rotated, unreadable = rotated + done, unreadable + lost
    return RotationReport(len(columns), rotated, unreadable)


def _rotate_column(table: str, column: str, *, apply: bool) -> tuple[int, int]:
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    select = sql.SQL("SELECT id, {column} FROM {table} WHERE {column} <> '' FOR UPDATE")
    update = sql.SQL("UPDATE {table} SET {column} = %s WHERE id = %s")
    fresh, unreadable = [], 0
    with connection.cursor() as cursor:
        cursor.execute(select.format(**names))
        for key, token in cursor.fetchall():
            try:
                fresh.append((rotate(token), key))
            except SecretUnreadable:
                unreadable += 1
        if apply and fresh:
            cursor.executemany(update.format(**names), fresh)
    return len(fresh), unreadable


@dataclass(frozen=True, slots=True)
class Generated:
    """Which of the keys in use are the ones that this installation generated for itself."""

    jwt: bool
    field: bool


def generated_keys(
    var_dir: Path, *, jwt_keys: tuple[str, ...], field_keys: tuple[str, ...]
) -> Generated:
    """What of the keys in use comes from VAR_DIR and not from the environment."""
    if not secrets_path(var_dir).exists():
        return Generated(jwt=False, field=False)
    stored = load_or_create_secrets(var_dir)
    return Generated(jwt=jwt_keys == stored.jwt_keys, field=field_keys == stored.field_keys)


def awaits_restart(var_dir: Path) -> bool:
    """Whether a process of Frontdesk runs here that does not know the newest generated keys yet."""
    running, path = read_state(var_dir), secrets_path(var_dir)
    if running is None or not path.exists():
        return False
    written_at = path.stat().st_mtime
    return any(
        service.started_at < written_at
        for service in running.services
        if service.name not in _SERVERS
    )


def put_new_keys(var_dir: Path, which: Generated) -> None:
    """Write fresh keys in front; they count from the next start on.

    Old signing keys stay, so that tokens stay good. Of the old field keys only the newest stays:
    everything stored is under it by now.
    """
    stored: Secrets = load_or_create_secrets(var_dir)
    if which.jwt:
        stored = replace(stored, jwt_keys=(new_jwt_key(), *stored.jwt_keys))
    if which.field:
        stored = replace(stored, field_keys=(new_field_key(), stored.field_keys[0]))
    replace_secrets(var_dir, stored)
