"""Calendar servers that lie, stall, loop or fail: each ends in a clear error, soon, with nothing
leaked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest

from scheduling.clients.base import EventRef
from scheduling.clients.caldav import CalDavCalendar
from scheduling.clients.dav_xml import XmlUnreadable, parse_xml, responses
from scheduling.clients.errors import (
    OutsideBroken,
    OutsideBusy,
    OutsideDenied,
    OutsideError,
    OutsideMissing,
    OutsideSlow,
    OutsideUnreachable,
)
from scheduling.clients.exchange import MAX_RETRY_AFTER, Exchange
from scheduling.clients.ics_feed import IcsFeed
from scheduling.tests.scripted_server import Peer, Script, Server, always, scripted_server  # noqa: F401

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
MEGABYTE = b" " * 1024**2


@pytest.fixture(name="dav")
def _dav(server: Server) -> Iterator[CalDavCalendar]:
    server.seen = []
    with CalDavCalendar(
        address=f"{server.url}/cal/",
        user_name="ada",
        password="hush-hush",
        calendar=f"{server.url}/cal/",
        zone=UTC_ZONE,
        allow_loopback=True,
        seconds=0.3,
    ) as dav:
        yield dav


def stall(peer: Peer) -> None:
    peer.server.released.wait(5)


def drip(peer: Peer) -> None:
    """A header, and then a byte now and then: no read ever waits for long."""
    peer.wfile.write(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 1000\r\n\r\n")
    while not peer.server.released.wait(0.05):
        peer.wfile.write(b"<")


def endless(peer: Peer) -> None:
    peer.wfile.write(b"HTTP/1.1 207 Multi-Status\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(100):
        peer.wfile.write(b"100000\r\n" + MEGABYTE + b"\r\n")


def hang_up(peer: Peer) -> None:
    peer.close_connection = True


def loop(peer: Peer) -> None:
    peer.reply(302, Location=f"/cal/{len(peer.server.seen)}")


def leave(peer: Peer) -> None:
    peer.reply(302, Location="https://evil.example/")


def downgrade(peer: Peer) -> None:
    peer.reply(302, Location="http://169.254.169.254/latest")


_FAULTS: list[tuple[str, Script, type[OutsideError], str]] = [
    ("a 500", always(500, b"Traceback"), OutsideBroken, "failed with status 500"),
    ("a 503", always(503), OutsideBusy, "asks to wait"),
    ("a 429", always(429), OutsideBusy, "asks to wait"),
    ("a 401", always(401), OutsideDenied, "refused the sign-in"),
    ("a 404", always(404), OutsideMissing, "not there anymore"),
    ("a 418", always(418), OutsideBroken, "answered with status 418"),
    ("HTML", always(207, b"<html><body>Sign in"), OutsideBroken, "no WebDAV"),
    ("other XML", always(207, b"<a xmlns='DAV:'/>"), OutsideBroken, "no WebDAV"),
    ("nothing", always(207), OutsideBroken, "no WebDAV"),
    ("a stall", stall, OutsideSlow, "longer than 0.3 seconds"),
    ("drops", drip, OutsideSlow, "longer than 0.3 seconds"),
    ("100 MB", endless, OutsideBroken, "more than 10 MB"),
    ("a cut", hang_up, OutsideUnreachable, "could not be reached"),
    ("circles", loop, OutsideBroken, "redirects in circles"),
    ("elsewhere", leave, OutsideBroken, "refers to another server"),
    ("inside", downgrade, OutsideBroken, "refers to another server"),
    ("a bomb", always(207, b"x", Content_Encoding="br"), OutsideBroken, "unknown encoding"),
]


@pytest.mark.parametrize(("name", "script", "error", "message"), _FAULTS)
def test_a_server_that_fails_is_a_clear_error(
    server: Server,
    dav: CalDavCalendar,
    name: str,
    script: Script,
    error: type[OutsideError],
    message: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.script = script
    with caplog.at_level("DEBUG"), pytest.raises(error, match=message) as raised:
        dav.changes(since="", start=START, end=END)

    assert len(server.seen) <= 6, name
    shown = f"{raised.value} {raised.value.facts} {caplog.text}"
    assert "hush" not in shown
    assert "YWRh" not in shown  # the beginning of what the header carries


@pytest.mark.parametrize("reference", ["https://[::1", "//["])
def test_an_address_that_is_none_is_a_clear_error(
    server: Server, dav: CalDavCalendar, reference: str
) -> None:
    """Wherever a server may write one."""
    found = (
        '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response>'
        "<d:href>{href}</d:href><d:propstat><d:prop>{properties}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        "<d:sync-token>2</d:sync-token></d:multistatus>"
    )
    home = f"<c:calendar-home-set><d:href>{reference}</d:href></c:calendar-home-set>"
    calendar = "<d:resourcetype><c:calendar/></d:resourcetype>"

    def scripts() -> Iterator[tuple[Script, Callable[[], object]]]:
        yield always(207, found.format(href="/", properties=home).encode()), dav.calendars
        listed = always(207, found.format(href=reference, properties=calendar).encode())
        yield listed, dav.calendars
        yield listed, lambda: dav.changes(since='["1", ""]', start=START, end=END)
        yield always(302, Location=reference), dav.calendars
        yield always(200), lambda: dav.event(reference)
        yield always(200), lambda: dav.delete(EventRef(reference, ""))

    for script, ask in scripts():
        server.script = script
        with pytest.raises(OutsideError):
            ask()
    with pytest.raises(OutsideBroken, match="refers to nothing"):
        dav.event("/" + "a" * 70_000)
    assert {path for _, path, _ in server.seen} <= {"/cal/", "/.well-known/caldav"}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 30, MAX_RETRY_AFTER),
        ("-5", None),
        ("soon", None),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), 0),
        (format_datetime(datetime(9999, 1, 1, tzinfo=UTC), usegmt=True), MAX_RETRY_AFTER),
    ],
)
def test_a_server_may_say_for_how_long_to_wait(
    server: Server, dav: CalDavCalendar, stated: str, expected: int | None
) -> None:
    server.script = always(429, Retry_After=stated)
    with pytest.raises(OutsideBusy) as raised:
        dav.changes(since="", start=START, end=END)
    assert raised.value.retry_after == expected


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://dav.shop.co.uk/x", True),
        ("https://p34.shop.co.uk:443/x", True),
        ("https://shop.co.uk/", True),
        ("https://p34.shop.co.uk:8443/", True),
        ("http://dav.shop.co.uk/", False),
        ("https://other.co.uk/", False),
        ("https://shop.co.uk.evil.example/", False),
        ("https://dav.shop.co.uk@evil.example/", False),
    ],
)
def test_credentials_are_for_hosts_of_the_same_owner(url: str, own: bool) -> None:
    with Exchange(base_url="https://dav.shop.co.uk/dav/", allow_loopback=False) as exchange:
        assert exchange.is_own(exchange.base.join(url)) is own


def test_an_address_is_nobodys_parent() -> None:
    with Exchange(base_url="https://203.0.113.7/", allow_loopback=False) as exchange:
        assert not exchange.is_own(exchange.base.join("https://1.203.0.113.7/"))
        assert not exchange.is_own(exchange.base.join("https://203.0.113.7:8443/"))


def test_a_private_address_is_never_connected_to(server: Server) -> None:
    server.seen = []
    server.script = always(200)
    with (
        IcsFeed(address=f"{server.url}/a.ics", zone=UTC_ZONE, allow_loopback=False) as feed,
        pytest.raises(OutsideBroken, match="no public server"),
    ):
        feed.changes(since="", start=START, end=END)
    assert server.seen == []


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        b"<a>" * 100 + b"</a>" * 100,
        b"<a/><b/>",
        b"\xff",
        b"<x:a/>",
        b"<a>" + b"<b/>" * 300_000,
    ],
    ids=["entities", "deep", "two", "bytes", "prefix", "wide"],
)
def test_xml_beyond_the_bounds_is_refused(content: bytes) -> None:
    with pytest.raises(XmlUnreadable):
        parse_xml(content)


def test_a_resource_has_the_properties_that_it_was_found_with() -> None:
    root = parse_xml(
        b'<m:multistatus xmlns:m="DAV:"><m:response><m:href> /a </m:href><m:propstat><m:prop>'
        b"<m:getetag>1</m:getetag></m:prop><m:status>HTTP/1.1 200 OK</m:status></m:propstat>"
        b"<m:propstat><m:prop><m:displayname>no</m:displayname></m:prop>"
        b"<m:status>HTTP/1.1 404 Not Found</m:status></m:propstat></m:response>"
        b"<m:response><m:href>/b</m:href><m:status>HTTP/1.1 404 Not Found</m:status></m:response>"
        b"<m:response><m:href>/c</m:href><m:status>nonsense</m:status></m:response></m:multistatus>"
    )
    first, second, third = responses(root)

    assert (first.href, first.status, first.text("DAV:getetag")) == ("/a", 200, "1")
    assert first.text("DAV:displayname") == ""
    assert (second.status, third.status) == (404, 500)
