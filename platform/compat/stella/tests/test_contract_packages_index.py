"""The stella contract: packages are fetched from an index over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from compat.stella.tests.packages import download, zipped
from core.testing import nothing_changes
from workspaces.models import Workspace
from workspaces.tests.factories import Person


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
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
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
