"""The stella contract: packages are fetched, checked and installed, and nothing in them is
executed.
"""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from core.scope import workspace_scope
from core.testing import nothing_changes, run_jobs
from knowledge.models import Chunk, Collection, Document
from voice.agents.clients.packages.unpacking import unzip
from voice.agents.errors import PackageRefused
from voice.agents.models import Agent
from voice.providers.models import Provider
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_person

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


def test_the_shipped_packages_are_installed(alice: Person, acme: Workspace) -> None:
    assert download(alice, "restaurant-host") == (
        200,
        "Successfully installed restaurant-host:1.1",
    )
    assert download(alice, "it-helpdesk", "1.0") == (200, "Successfully installed it-helpdesk:1.0")

    run_jobs("ingestion")
    with workspace_scope(acme.pk):
        assert set(Document.objects.values_list("file_name", "status")) == {
            ("house.md", "COMPLETED"),
            ("prices.csv", "COMPLETED"),
            ("handbook.md", "COMPLETED"),
        }
    names = [each["name"] for each in alice.api.get("/agent").json()["agents"]]
    assert names == ["Restaurant host", "IT helpdesk"]
    shown = alice.api.get(f"/workspace/{acme.public_id}").json()["workspace"]
    assert shown["agents"] == {}  # they are in no member chat yet


def test_the_installed_agent_matches_its_package(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    with workspace_scope(acme.pk):
        provider = Provider.objects.create(workspace=acme, name="Tiny", model="tiny-1")

    assert download(alice) == (200, "Successfully installed clerk:2.0")

    run_jobs("ingestion")
    with workspace_scope(acme.pk):
        made = Agent.objects.select_related("provider", "published_version").get()
        (collection,) = made.collections.all()
        assert [chunk.text for chunk in Chunk.objects.filter(collection=collection)] != []
    assert (made.name, made.description, made.package) == ("Clerk", "Knows the forms.", "clerk:2.0")
    assert made.behavior_settings == {"system_prompt": "Be exact."}
    assert made.conversation_rules == {"model": "tiny-1", "tools": ["look_up_slots"]}
    assert made.greeting_message == "Next, please."
    assert made.fallback_message == "Ask at window three."
    assert (made.provider, made.status, made.answers_member_chats) == (provider, "PUBLISHED", False)
    assert str(made.published_version) == "1.0"
    assert collection.name == "Clerk"


def test_installing_the_same_version_again_changes_nothing(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    download(alice)

    with nothing_changes():
        assert download(alice, version="2.0") == (200, "Successfully installed clerk:2.0")


def test_another_version_replaces_the_packages_settings(
    alice: Person, acme: Workspace, source: Path
) -> None:
    offer(source, zipped())
    download(alice)
    newer = {**agent(prompt="Be kind."), "version": "10.0"}
    offer(source, zipped(newer, forms__md="# Forms\n\nForm 7 is free.\n"), version="10.0")

    assert download(alice) == (200, "Successfully installed clerk:10.0")

    with workspace_scope(acme.pk):
        made = Agent.objects.select_related("published_version").get()
        assert Document.objects.count() == Collection.objects.count() == 1
    assert made.behavior_settings["system_prompt"] == "Be kind."
    assert str(made.published_version) == "1.1"


def test_a_package_is_installed_where_the_caller_may_publish(
    bob: Person, acme: Workspace, source: Path
) -> None:
    dora = make_person("dora")
    add_member(acme, dora, "VIEWER")
    offer(source, zipped())

    assert download(bob)[0] == 200
    assert download(dora)[0] == 200

    with workspace_scope(acme.pk):
        assert Agent.objects.count() == 1
    names = [each["name"] for each in dora.api.get("/workspace").json()["workspaces"]]
    assert names == ["Acme", "Untitled Workspace"]


@pytest.mark.parametrize("path", ["/agent/download", "/agent/download?query=&version=1.0"])
def test_a_package_must_be_named(alice: Person, path: str) -> None:
    answer = alice.api.get(path)

    assert (answer.status_code, answer.json()) == (400, {"error": "Missing param 'query'"})


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("agentName", "1.2.3"),
        ("clerk", "9.9"),
        ("../clerk", "2.0"),
        ("clerk/../clerk", "2.0"),
        ("..", "2.0"),
        (".", "clerk/2.0"),
        ("clerk", "../clerk/2.0"),
        ("clerk", "%2e%2e"),
        ("clerk\x00", "2.0"),
        ("x" * 500, "2.0"),
        ("clerk", "1" * 500),
        ("clerk", "٢.0"),
    ],
)
def test_an_unknown_package_is_not_found(
    alice: Person, source: Path, name: str, version: str
) -> None:
    offer(source, zipped())

    with nothing_changes():
        answer = download(alice, name, version)

    assert answer == (404, f"Package not found: {name}:{version}")


def test_versions_of_an_unknown_package_are_not_found(alice: Person, source: Path) -> None:
    (source / "empty").mkdir()

    for name in ("agentName", "empty"):
        assert download(alice, name) == (404, f"Package not found: {name}:latest")


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


class Index(BaseHTTPRequestHandler):
    """Path → status and body."""

    answers: dict[str, tuple[int, bytes]] = {}

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def index(settings: Any) -> Iterator[dict[str, tuple[int, bytes]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.AGENT_PACKAGE_SOURCE = f"http://127.0.0.1:{server.server_port}/packages/"
    settings.OUTBOUND_ALLOW_LOOPBACK = True
    Index.answers = {}
    yield Index.answers
    server.shutdown()
    server.server_close()


def test_an_index_over_http_is_read(
    alice: Person, acme: Workspace, index: dict[str, tuple[int, bytes]]
) -> None:
    index["/packages/clerk/versions.json"] = (200, b'{"versions": ["1.9", "2.0", "beta"]}')
    index["/packages/clerk/2.0.zip"] = (200, zipped())

    assert download(alice) == (200, "Successfully installed clerk:2.0")
    assert download(alice, "other") == (404, "Package not found: other:latest")
    assert download(alice, "clerk", "3.0") == (404, "Package not found: clerk:3.0")


@pytest.mark.parametrize(
    ("answered", "status"), [(500, 500), (403, 403), (401, 502), (302, 502), (204, 502)]
)
def test_a_failing_source_is_reported(
    alice: Person,
    acme: Workspace,
    index: dict[str, tuple[int, bytes]],
    answered: int,
    status: int,
) -> None:
    index["/packages/clerk/2.0.zip"] = (answered, b"")

    with nothing_changes():
        answer = download(alice, version="2.0")

    words = f"the source answered with status {answered}"
    assert answer == (status, f"Failed to download package: clerk:2.0, {words}")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"versions": 7}', b'{"versions": {}}'])
def test_an_invalid_list_of_versions_is_refused(
    alice: Person, acme: Workspace, index: dict[str, tuple[int, bytes]], body: bytes
) -> None:
    index["/packages/clerk/versions.json"] = (200, body)

    status, _ = download(alice)

    assert status in (404, 502)


def test_a_private_source_is_not_requested(
    alice: Person, acme: Workspace, index: dict[str, tuple[int, bytes]], settings: Any
) -> None:
    settings.OUTBOUND_ALLOW_LOOPBACK = False
    index["/packages/clerk/2.0.zip"] = (200, zipped())

    with nothing_changes():
        status, words = download(alice, version="2.0")

    assert (status, words) == (
        502,
        "Failed to download package: clerk:2.0, "
        "Requests to 127.0.0.1 are not allowed: its address is not public.",
    )
