"""Files of a package: text files below one folder, limited in number and size."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from voice.agents.errors import PackageRefused

MAX_BYTES = 50 * 1024**2  # unpacked
MAX_ENTRIES = 1_000
MAX_PATH_LENGTH = 200
# what is read; nothing from a package is ever executed
KINDS = frozenset({".json", ".md", ".txt", ".csv"})

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_ENTRY = b"PK\x01\x02"  # starts each entry of a zip's directory
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError),
    *(ValueError, struct.error),  # raised for malformed names and fields
)


def unzip(packed: bytes) -> dict[str, bytes]:
    """Path → content of a zip. Raises PackageRefused for any disallowed content."""
    if packed.count(_ENTRY) > MAX_ENTRIES:  # before a million of them are listed
        raise _too_many()
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _files_of(archive)
    except _BROKEN as error:
        raise PackageRefused(reason="it is not a readable zip file") from error


def files_below(folder: Path) -> dict[str, bytes]:
    """Path → content of an unpacked package, under the same rules."""
    files = _Files()
    for inside, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(inside, name)
            mode = path.lstat().st_mode
            files.check(path.relative_to(folder).as_posix(), mode)
            if not stat.S_ISDIR(mode):
                with path.open("rb") as opened:
                    files.take(path.relative_to(folder).as_posix(), opened.read)
    return files.found


def _files_of(archive: zipfile.ZipFile) -> dict[str, bytes]:
    files = _Files()
    for entry in archive.infolist():
        files.check(entry.filename, entry.external_attr >> 16)
        if entry.compress_type not in _METHODS or entry.flag_bits & _ENCRYPTED:
            raise PackageRefused(reason=f"{entry.filename} is packed in an unknown way")
        if not entry.is_dir():
            with archive.open(entry) as opened:
                files.take(entry.filename, opened.read)
    return files.found


class _Files:
    """The files read so far. Declared sizes are not trusted; the actual bytes are counted."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}
        self._entries = 0
        self._left = MAX_BYTES

    def check(self, path: str, mode: int) -> None:
        """mode: from the file system; 0 if unknown."""
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise _too_many()
        if not _is_inside(path):
            raise PackageRefused(reason="a path in it leads out of it")
        kind = stat.S_IFMT(mode)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise PackageRefused(reason=f"{path} is a link or a device")

    def take(self, path: str, read: Callable[[int], bytes]) -> None:
        if PurePosixPath(path).suffix.lower() not in KINDS:
            kinds = ", ".join(sorted(KINDS))
            raise PackageRefused(reason=f"{path} is none of {kinds}")
        if path in self.found:
            raise PackageRefused(reason=f"{path} is in it twice")
        content = read(self._left + 1)
        if len(content) > self._left:
            raise PackageRefused(reason=f"it unpacks to more than {MAX_BYTES // 1024**2} MB")
        self._left -= len(content)
        try:
            content.decode()
        except UnicodeDecodeError as error:
            raise PackageRefused(reason=f"{path} is no text") from error
        self.found[path] = content


def _too_many() -> PackageRefused:
    return PackageRefused(reason=f"it holds more than {MAX_ENTRIES} files")


def _is_inside(path: str) -> bool:
    parts = path.rstrip("/").split("/")
    return (
        path.isprintable()
        and len(path) <= MAX_PATH_LENGTH
        and "\\" not in path
        and ":" not in path
        and not any(part in ("", ".", "..") for part in parts)
    )
