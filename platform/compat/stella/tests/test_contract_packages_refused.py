"""The stella contract: packages are checked, and nothing in them is executed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from compat.stella.tests.packages import (
    FORMS,
    MANIFEST,
    agent,
    download,
    manifest,
    offer,
    source,
    zipped,
)
from core.testing import nothing_changes
from voice.agents.clients.packages.unpacking import unzip
from voice.agents.errors import PackageRefused
from workspaces.models import Workspace
from workspaces.tests.factories import Person

__all__ = ["source"]


def linked() -> bytes:
    packed = io.BytesIO(zipped())
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("secret.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def twice() -> bytes:
    packed = io.BytesIO(zipped())
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("forms.md", "other")
    return packed.getvalue()


def without_manifest() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("forms.md", FORMS)
    return packed.getvalue()


def lying() -> bytes:
    """A bomb that declares a small size."""
    packed = bytearray(zipped(big__txt=b"\0" * 60_000_000))
    size = (60_000_000).to_bytes(4, "little")
    return bytes(packed.replace(size, (1_000).to_bytes(4, "little")))


def misnamed() -> bytes:
    """With a name that falsely claims to be UTF-8."""
    return zipped(é__md="x").replace("é".encode(), b"\xff\xfe")


ATTACKS: dict[str, Callable[[], bytes]] = {
    "no zip": lambda: b"PK no zip at all",
    "cut off": lambda: zipped()[:-30],
    "a bomb": lambda: zipped(big__txt=b"\0" * 53_000_000),
    "a bomb that lies": lying,
    "a name that is no text": misnamed,
    "many files": lambda: zipped(**{f"f{number}__md": "x" for number in range(1_000)}),
    "a path outside": lambda: zipped(**{"../outside__md": "x"}),
    "a path outside, deep": lambda: zipped(**{"a/../../outside__md": "x"}),
    "an absolute path": lambda: zipped(**{"/etc/outside__md": "x"}),
    "a Windows path": lambda: zipped(**{"..\\outside__md": "x"}),
    "a drive": lambda: zipped(**{"C:/outside__md": "x"}),
    "a link": linked,
    "a program": lambda: zipped(tool__py="import os"),
    "a library": lambda: zipped(tool__so=b"\x7fELF"),
    "a script without an ending": lambda: zipped(run="#!/bin/sh"),
    "a program in disguise": lambda: zipped(tool__md=b"\x7fELF\xff\xfe"),
    "the same file twice": twice,
    "no manifest": without_manifest,
    "a manifest that is no object": lambda: zipped([1]),
    "another name": lambda: zipped(manifest(name="other")),
    "another version": lambda: zipped(manifest(version="2.1")),
    "no agent": lambda: zipped(manifest(agent=None)),
    "no prompt": lambda: zipped(agent(prompt="")),
    "a prompt that is no text": lambda: zipped(agent(prompt=["x"])),
    "a prompt that is too long": lambda: zipped(agent(prompt="x" * 8_001)),
    "control characters": lambda: zipped(agent(description="a\u202eb")),
    "a name of several lines": lambda: zipped(agent(name="a\nb")),
    "tools that are no list": lambda: zipped(agent(tools="all")),
    "a tool that is no name": lambda: zipped(agent(tools=["os.system('x')"])),
    "a tool that declares itself": lambda: zipped(agent(tools=[{"code": "x"}])),
    "knowledge that is not there": lambda: zipped(manifest(knowledge=["none.md"])),
    "knowledge from outside": lambda: zipped(manifest(knowledge=["../../etc/passwd"])),
    "knowledge that is no list": lambda: zipped(manifest(knowledge={"a": 1})),
    "a manifest for knowledge": lambda: zipped(manifest(knowledge=["manifest.json"])),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_invalid_package_is_refused(
    alice: Person, acme: Workspace, source: Path, attack: str
) -> None:
    offer(source, ATTACKS[attack]())

    with nothing_changes():
        status, words = download(alice, version="2.0")

    assert status == 502
    assert words.startswith("Failed to download package: clerk:2.0, ")
    assert not (source.parent / "outside.md").exists()


def test_a_directory_of_too_many_files_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = zipped(**{f"f{number}__md": "x" for number in range(1_000)})
    monkeypatch.setattr(zipfile, "ZipFile", None)

    with pytest.raises(PackageRefused, match="it holds more than 1000 files"):
        unzip(packed)


def test_an_unpacked_package_with_a_link_is_refused(
    alice: Person, acme: Workspace, source: Path
) -> None:
    folder = source / "clerk" / "2.0"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    (folder / "forms.md").symlink_to("/etc/passwd")

    with nothing_changes():
        answer = download(alice)

    assert answer == (
        502,
        "Failed to download package: clerk:latest, forms.md is a link or a device",
    )
