"""Packages of agents, and a directory that offers them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from workspaces.tests.factories import Person

MANIFEST: dict[str, Any] = {
    "name": "clerk",
    "version": "2.0",
    "agent": {
        "name": "Clerk",
        "description": "Knows the forms.",
        "prompt": "Be exact.",
        "model": "tiny-1",
        "tools": ["look_up_slots"],
        "greeting": "Next, please.",
        "fallback": "Ask at window three.",
    },
    "knowledge": ["forms.md"],
}
FORMS = "# Forms\n\nForm 7 costs 12 euros.\n"


def manifest(**changes: Any) -> dict[str, Any]:
    return {**MANIFEST, **changes}


def agent(**changes: Any) -> dict[str, Any]:
    """The manifest with those changes to its agent."""
    return manifest(agent={**MANIFEST["agent"], **changes})


def zipped(declared: Any = MANIFEST, **files: bytes | str) -> bytes:
    """A package; files: by name, with `__` for a dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(declared))
        for name, content in {"forms__md": FORMS, **files}.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Path:
    settings.AGENT_PACKAGE_SOURCE = str(tmp_path)
    return tmp_path


def offer(source: Path, packed: bytes, name: str = "clerk", version: str = "2.0") -> None:
    (source / name).mkdir(exist_ok=True)
    (source / name / f"{version}.zip").write_bytes(packed)


def download(person: Person, name: str = "clerk", version: str | None = None) -> tuple[int, Any]:
    query = {"query": name} | ({} if version is None else {"version": version})
    answer = person.api.get("/agent/download", query)
    return answer.status_code, answer.json()
