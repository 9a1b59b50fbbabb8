"""A crawl always ends, with a cause, and never connects to a private address."""

from __future__ import annotations

import gzip
import socket
import threading
from typing import Any

import pytest

from knowledge.clients.crawling import sitemaps
from knowledge.clients.crawling.causes import PageUnreadable
from knowledge.clients.crawling.sandbox import read_safely
from knowledge.clients.parsing.limits import Limits
from knowledge.models import Collection
from knowledge.services.crawls import slices, visits
from knowledge.tests.crawled import documents, fetch, figures, outcomes, read, website
from knowledge.tests.websites import Reply, Website, page, redirect
from workspaces.models import Workspace

__all__ = ["website"]

MEGABYTE = 1024**2
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def lead_to(website: Website, reply: Reply) -> None:
    """Link from the first page, besides the others."""
    website.put("/", "<p>Welcome to us all.</p>", links=("/evil", "/hours"))
    website.pages["/evil"] = reply


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The addresses that this process's sockets connect to."""
    found: list[Any] = []
    real = socket.socket.connect

    def noted(its: socket.socket, address: Any) -> None:
        found.append(address)
        real(its, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return found


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://10.0.0.1/", "TARGET_NOT_PUBLIC"),
        ("http://169.254.169.254/latest/meta-data/", "TARGET_NOT_PUBLIC"),
        ("http://[fd00::1]/", "TARGET_NOT_PUBLIC"),
        ("http://0x0a000001/", "TARGET_NOT_PUBLIC"),
        ("http://user:secret@127.0.0.1/", "OFF_SITE"),
        ("https://elsewhere.example/", "OFF_SITE"),
        ("http://127.0.0.1:1/", "OFF_SITE"),
        ("ftp://127.0.0.1/", "PAGE_FAILED"),
        ("file:///etc/passwd", "PAGE_FAILED"),
        ("gopher://127.0.0.1/", "PAGE_FAILED"),
        ("http://[::1", "PAGE_FAILED"),
        ("", "TOO_MANY_REDIRECTS"),
    ],
)
def test_a_redirect_to_another_host_is_not_followed(
    website: Website, collection: Collection, connected: list[Any], target: str, code: str
) -> None:
    lead_to(website, redirect(target))

    run = fetch(collection, website)

    assert (outcomes(run)["/evil"], outcomes(run)["/hours"]) == (code, "NEW")
    assert {address[1] for address in connected if isinstance(address, tuple)} & {1, 80, 443} == (
        set()
    )


def test_a_name_that_turns_private_is_not_connected_to(
    website: Website, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like a name whose second lookup returns another address."""
    real, answers = socket.getaddrinfo, ["127.0.0.1", "10.0.0.1"]

    def look_up(host: Any, port: Any, *options: Any, **more: Any) -> Any:
        if host != "shop.example":
            return real(host, port, *options, **more)
        return real(answers.pop(0) if len(answers) > 1 else answers[0], port, *options, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    website.pages["/robots.txt"] = Reply(b"", headers={"Connection": "close"})
    shop = Website(website.pages)
    shop.port = website.port
    monkeypatch.setattr(Website, "address", property(lambda _: f"http://shop.example:{shop.port}"))

    run = fetch(collection, shop)

    assert (run.state, run.error_code) == ("FAILED", "FIRST_PAGE_UNREAD")
    assert outcomes(run) == {"/": "TARGET_NOT_PUBLIC"}
    assert website.asked == ["/robots.txt"]


def test_endless_redirects_end(website: Website, collection: Collection) -> None:
    lead_to(website, redirect("/evil/1"))
    for number in range(1, 20):
        website.pages[f"/evil/{number}"] = redirect(f"/evil/{number + 1}")

    run = fetch(collection, website)

    assert outcomes(run)["/evil"] == "TOO_MANY_REDIRECTS"
    assert len([path for path in website.asked if path.startswith("/evil")]) == 6


def test_endless_pages_end(website: Website, collection: Collection) -> None:
    for number in range(40):
        links = (f"/day?n={number + 1}", f"/day?n={number + 2}", "/hours")
        website.put(f"/day?n={number}", f"<p>Nothing is on at {number}.</p>", links=links)
    website.put("/", "<p>Welcome to us all.</p>", links=("/day?n=0",))

    run = fetch(collection, website, max_pages=8)

    assert (run.state, run.error_code) == ("COMPLETED", "")
    assert figures(run) == {"found": 9, "new": 8, "skipped": 1}
    assert len(website.asked_for_pages()) == 8


def test_endless_errors_end(website: Website, acme: Workspace, collection: Collection) -> None:
    links = tuple(f"/fault-{number}" for number in range(20))
    website.put("/", "<p>Welcome to us all.</p>", links=links)
    for link in links:
        website.pages[link] = Reply(b"Oops", status=500)

    run = fetch(collection, website)

    assert (run.state, run.error_code) == ("FAILED", "SITE_FAILING")
    assert figures(run) == {"found": 21, "new": 1, "failed": 5, "skipped": 15}
    assert sorted(documents(acme)) == ["/"]


def endless(handler: Any) -> None:
    handler.wfile.write(HEAD + b"\r\n<p>")
    while True:
        handler.wfile.write(b"x" * 65_536)


def announced(handler: Any) -> None:
    handler.wfile.write(HEAD + b"Content-Length: 1000000000\r\n\r\n")


def bomb(handler: Any) -> None:
    packed = gzip.compress(bytes(64 * MEGABYTE), 1)
    handler.wfile.write(HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed)


def drip(handler: Any) -> None:
    handler.wfile.write(HEAD + b"\r\n")
    while True:
        handler.wfile.write(b"x")
        threading.Event().wait(0.05)


def unasked_304(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")


def nonsense(handler: Any) -> None:
    handler.wfile.write(b"220 ready for mail\r\n")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (endless, "PAGE_TOO_LARGE"),
        (announced, "PAGE_TOO_LARGE"),
        (bomb, "PAGE_TOO_LARGE"),
        (drip, "TOO_SLOW"),
        (unasked_304, "PAGE_FAILED"),
        (nonsense, "UNREACHABLE"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_long_page_is_truncated(
    website: Website,
    collection: Collection,
    monkeypatch: pytest.MonkeyPatch,
    reply: Any,
    code: str,
) -> None:
    monkeypatch.setattr(visits, "PAGE_SECONDS", 1.0 if reply is drip else 15.0)
    lead_to(website, Reply(reply))

    run = fetch(collection, website)

    assert (run.state, outcomes(run)["/evil"], outcomes(run)["/hours"]) == (
        "COMPLETED",
        code,
        "NEW",
    )


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"No PDF", headers={"Content-Type": "application/pdf"}), "NOT_HTML"),
        (Reply(b"{}", headers={"Content-Type": "application/json"}), "NOT_HTML"),
        (Reply(b"No", status=403), "PAGE_REFUSED"),
        (Reply(b"No", status=401), "PAGE_REFUSED"),
        (Reply(b"No", status=410), "PAGE_NOT_FOUND"),
        (Reply(b"No", status=503), "PAGE_FAILED"),
        (Reply(b"", status=204), "PAGE_FAILED"),
        (Reply(b'<div id="app"></div><script>app()</script>'), "NO_TEXT"),
        (Reply(b""), "NO_TEXT"),
        (Reply(b"\x00" * 500), "NO_TEXT"),
        (Reply(page("<p>x</p>"), headers={"X-Robots-Tag": "none"}), "NOINDEX"),
        (Reply(page("<p>x</p>"), headers={"X-Robots-Tag": "otherbot: noindex"}), "NEW"),
    ],
)
def test_every_skipped_page_has_a_cause(
    website: Website, collection: Collection, reply: Reply, code: str
) -> None:
    lead_to(website, reply)

    assert outcomes(fetch(collection, website))["/evil"] == code


def test_nofollow_links_are_not_followed(website: Website, collection: Collection) -> None:
    text = '<p>Text. <a href="/a" rel="nofollow">A</a> <a href="/inner">B</a></p>'
    website.pages["/"] = Reply(page(text))
    website.pages["/inner"] = Reply(
        page('<p>Text. <a href="/b">C</a></p>', head='<meta name=robots content="nofollow">')
    )

    assert outcomes(fetch(collection, website)) == {"/": "NEW", "/inner": "NEW"}


@pytest.mark.parametrize(
    "hostile",
    [
        b"<div>" * 200_000,
        "".join(f"<font a{n}>" for n in range(3_000)).encode() + b"<p>x" * 900_000,
    ],
    ids=["deep nesting", "a tree far larger than its text"],
)
def test_a_page_is_limited_in_resources(hostile: bytes) -> None:
    limits = Limits(memory_bytes=1 << 28, cpu_seconds=1, wait_seconds=20)

    with pytest.raises(PageUnreadable):
        read_safely(hostile, limits=limits)


def test_a_run_takes_half_an_hour_at_most(
    website: Website, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "RUN_TIME", slices.RUN_TIME * 0)

    run = read(collection, website)

    assert (run.state, run.error_code) == ("FAILED", "FIRST_PAGE_UNREAD")
    assert outcomes(run) == {"/": "TIME_LIMIT"}
    assert website.asked == ["/robots.txt"]


def test_a_sitemap_of_spaces_is_scanned_once() -> None:
    body = b"<loc>" + b" " * 2_000_000 + b"<loc> https://a.example/ </loc>"

    assert sitemaps.parse(body).addresses == ["https://a.example/"]


def test_an_etag_that_cannot_be_sent_back_is_dropped(
    website: Website, collection: Collection
) -> None:
    website.gives_etags = False
    website.pages["/"] = Reply(page("<p>Welcome.</p>"), headers={"ETag": '"\u00e9"'})
    read(collection, website)

    again = read(collection, website)

    assert (again.state, figures(again)) == ("COMPLETED", {"found": 1, "unchanged": 1})
