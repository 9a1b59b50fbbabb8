"""Where packages are fetched from: a local folder, or an index over HTTP.

A folder holds `<name>/<version>.zip`, or `<name>/<version>/` with the same files unpacked. An index
holds `<name>/versions.json`, an object with the list `versions`, and `<name>/<version>.zip`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import orjson

from core.errors import DomainError
from core.fetching import Answer, Fetcher
from core.targets import EVERY_PORT, parse_target
from voice.agents.clients.packages.unpacking import MAX_BYTES, files_below, unzip
from voice.agents.errors import PackageMissing, PackageRefused

USER_AGENT = "Frontdesk/1.0"
FETCH_SECONDS = 30.0
MAX_INDEX_BYTES = 1_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", re.ASCII)
_VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){0,4}", re.ASCII)


class Source(Protocol):
    """A place that packages come from.

    Both methods raise PackageMissing, or PackageRefused on failure.
    """

    def newest(self, name: str) -> str:
        """The highest version of a package."""

    def files(self, name: str, version: str) -> dict[str, bytes]:
        """Path → content of one version."""


def source_at(place: str, *, allow_loopback: bool) -> Source:
    """place: a folder's path, or an address starting with http:// or https://."""
    if place.startswith(("http://", "https://")):
        return HttpSource(place, allow_loopback=allow_loopback)
    return FolderSource(Path(place))


class FolderSource:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest(self, name: str) -> str:
        _check(name)
        here = self.folder / name
        entries = here.iterdir() if here.is_dir() else ()
        return _newest(entry.name.removesuffix(".zip") for entry in entries)

    def files(self, name: str, version: str) -> dict[str, bytes]:
        _check(name, version)
        packed, unpacked = (self.folder / name / f"{version}{end}" for end in (".zip", ""))
        if unpacked.is_dir():
            return files_below(unpacked)
        if not packed.is_file():
            raise PackageMissing
        if packed.stat().st_size > MAX_BYTES:
            raise PackageRefused(reason=f"it is larger than {MAX_BYTES // 1024**2} MB")
        return unzip(packed.read_bytes())


class HttpSource:
    """allow_loopback: permits an index on this machine, for development."""

    def __init__(self, address: str, *, allow_loopback: bool) -> None:
        self.address = address.rstrip("/")
        self.allow_loopback = allow_loopback

    def newest(self, name: str) -> str:
        _check(name)
        index = self._get(f"{name}/versions.json", max_bytes=MAX_INDEX_BYTES)
        try:
            versions = orjson.loads(index)["versions"]
            return _newest([str(version) for version in versions])
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise PackageRefused(reason="its list of versions cannot be read") from error

    def files(self, name: str, version: str) -> dict[str, bytes]:
        _check(name, version)
        return unzip(self._get(f"{name}/{version}.zip", max_bytes=MAX_BYTES))

    def _get(self, path: str, *, max_bytes: int) -> bytes:
        answer = self._answer(f"{self.address}/{path}", max_bytes=max_bytes)
        if answer.status == 404:
            raise PackageMissing
        if answer.status != 200:
            reason = f"the source answered with status {answer.status}"
            raise PackageRefused(reason=reason, answered=answer.status)
        return answer.body

    def _answer(self, url: str, *, max_bytes: int) -> Answer:
        try:
            target = parse_target(url, allow_loopback=self.allow_loopback, ports=EVERY_PORT)
            with Fetcher(user_agent=USER_AGENT, allow_loopback=self.allow_loopback) as fetcher:
                return fetcher.get(target, max_bytes=max_bytes, seconds=FETCH_SECONDS)
        except DomainError as error:
            raise PackageRefused(reason=str(error)) from error


def _check(name: str, version: str = "0") -> None:
    """Raise PackageMissing for an impossible name or version; neither can escape its path."""
    if not _NAME.fullmatch(name) or not _VERSION.fullmatch(version):
        raise PackageMissing


def _newest(versions: Iterable[str]) -> str:
    found = [version for version in versions if _VERSION.fullmatch(version)]
    if not found:
        raise PackageMissing
    return max(found, key=lambda version: [int(part) for part in version.split(".")])
