"""Detects whether `migrate` has anything to do, without starting Django."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from operations.embedded.files import replace_private


class MigrationRecord:
    """The code and database of the last complete `migrate` of this VAR_DIR.

    If neither has changed there is nothing to do: no migration is pending, and none of the work
    after migrations was interrupted.

    conninfo: the database, as a URL or as `key=value` pairs.
    """

    def __init__(self, *, project: Path, var_dir: Path, conninfo: str) -> None:
        self._project = project
        self._path = var_dir / "run" / "migrated.json"
        self._conninfo = conninfo

    def is_current(self) -> bool:
        try:
            recorded = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        return recorded == self._present()

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Wraps a `migrate`: removes the record at its start and writes it when it has
        succeeded.
        """
        self._path.unlink(missing_ok=True)
        yield
        replace_private(self._path, self._present())

    def _present(self) -> str:
        return json.dumps({"code": self._code(), "database": self._database()})

    def _code(self) -> str:
        """Digest of the project's migrations; those of packages change with requirements.txt."""
        digest = hashlib.sha256((self._project / "requirements.txt").read_bytes())
        for folder in ("*/migrations", "*/*/migrations"):
            for path in sorted(self._project.glob(f"{folder}/**/*.*")):
                if path.suffix not in (".py", ".sql"):
                    continue
                digest.update(str(path.relative_to(self._project)).encode() + b"\0")
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def _database(self) -> str:
        with psycopg.connect(self._conninfo) as session:
            cluster = session.execute(
                "SELECT system_identifier::text, current_database() FROM pg_control_system()"
            ).fetchone()
            table = session.execute("SELECT to_regclass('public.django_migrations')").fetchone()
            applied = (
                session.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
                if table and table[0]
                else []
            )
        return hashlib.sha256(json.dumps([cluster, applied]).encode()).hexdigest()
