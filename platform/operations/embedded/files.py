"""Files in VAR_DIR with secrets or state: private, and written atomically."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from operations.errors import CannotStart


def var_dir_of(project: Path) -> Path:
    """The folder for everything that this installation writes: VAR_DIR, or `var` of the project."""
    return Path(os.environ.get("VAR_DIR") or project / "var").absolute()


def make_var_dir(var_dir: Path) -> Path:
    """Create VAR_DIR if missing, check that it is writable, and return its absolute path.

    It is closed to other users. One created by root can be traversed but not listed, because root's
    PostgreSQL runs as another user inside it. An existing folder keeps its mode. Raises CannotStart
    if the folder cannot be created or written.
    """
    var_dir = var_dir.absolute()
    try:
        if not var_dir.is_dir():
            var_dir.mkdir(parents=True, exist_ok=True)
            var_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with tempfile.TemporaryFile(dir=var_dir):
            pass
    except OSError as error:
        raise CannotStart(
            f"VAR_DIR {var_dir} cannot be written ({error.strerror}): "
            "choose another folder with VAR_DIR=/path, or change its owner."
        ) from error
    return var_dir


def make_private_dir(path: Path) -> Path:
    """Create `path` for the current user alone, if missing; an existing one keeps its mode."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _write_temporary(path: Path, text: str) -> Path:
    """Write a private temporary file beside `path`, synced to disk, to be renamed or linked."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:  # mkstemp files are 0600
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def replace_private(path: Path, text: str) -> None:
    """Write `text` to `path` (0600) atomically: readers see the old or the new content."""
    os.replace(_write_temporary(path, text), path)


def create_private_once(path: Path, text: str) -> str:
    """Write `text` to `path` (0600) unless it exists; return the file's content.

    One of concurrent processes wins, and all return the winner's text.
    """
    temporary = _write_temporary(path, text)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)  # unlike a rename, refuses to replace
    finally:
        temporary.unlink()
    return path.read_text(encoding="utf-8")
