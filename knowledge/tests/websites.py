"""A local website with pages defined by the test; it records the requests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = bytes | Callable[[Any], None]


@dataclass
class Reply:
    """body: the content, or a function that writes to the handler itself."""

    body: Body = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Website:
    """pages: path (with its query) → response. asked: the path of every request, in order.

    Pages have ETags, as most servers give them.
    """

    pages: dict[str, Reply]
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    not_modified: list[str] = field(default_factory=list)
    gives_etags: bool = True
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, text: str, *, title: str = "", links: tuple[str, ...] = ()) -> None:
        self.pages[path] = Reply(page(text, title=title or path, links=links))

    def asked_for_pages(self) -> list[str]:
        return [path for path in self.asked if path not in ("/robots.txt", "/sitemap.xml")]


def page(text: str, *, title: str = "A page", links: tuple[str, ...] = (), head: str = "") -> bytes:
    """A page with navigation around its text."""
    menu = "".join(f'<li><a href="{link}">Menu entry {link}</a></li>' for link in links)
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>"
        f"<nav><ul>{menu}</ul></nav><main><h1>{title}</h1>{text}</main>"
        "<footer>Copyright of somebody</footer></body></html>"
    ).encode()


def redirect(target: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"Location": target})


@contextmanager
def serving(site: Website) -> Iterator[Website]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or a body waits until its headers are acknowledged

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.agents.add(self.headers["User-Agent"])
            reply = site.pages.get(self.path, Reply(b"<h1>Nothing here</h1>", status=404))
            if callable(reply.body):
                self.close_connection = True
                reply.body(self)
                return
            etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
            if site.gives_etags and reply.status == 200:
                if self.headers["If-None-Match"] == etag:
                    site.not_modified.append(self.path)
                    self.send_response(304)
                    self.end_headers()
                    return
            self.send_response(reply.status)
            headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
            if site.gives_etags:
                headers["ETag"] = etag
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
