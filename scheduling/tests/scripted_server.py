"""A scripted server: whatever a calendar's server may do wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Script = Callable[["Peer"], None]


def always(status: int, body: bytes = b"", **headers: str) -> Script:
    return lambda peer: peer.reply(status, body, **headers)


class Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def handle_any(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.server.script(self)

    do_GET = do_PROPFIND = do_REPORT = do_PUT = do_DELETE = handle_any

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True
    script: Script
    seen: list[tuple[str, str, str]]
    released: threading.Event

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that hung up."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture(name="server", scope="module")
def scripted_server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Peer)
    server.released = threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()
