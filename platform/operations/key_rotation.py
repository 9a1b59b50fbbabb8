"""Secrets at rest under a new key."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from psycopg import sql

from core.crypto import EncryptedTextField, SecretUnreadable, rotate
from core.scope import as_owner


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
        with as_owner():
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
