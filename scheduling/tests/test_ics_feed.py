"""A calendar that is an ICS file at an address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.clients.errors import (
    OutsideBroken,
    OutsideDenied,
    OutsideMissing,
    OutsideReadOnly,
)
from scheduling.clients.ics_feed import IcsFeed
from scheduling.ics import IcsMalformed
from scheduling.tests.scripted_server import Peer, Script, Server, always, scripted_server  # noqa: F401

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


def ics(event: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


@pytest.fixture(name="feed")
def _feed(server: Server) -> Iterator[IcsFeed]:
    server.seen = []
    address = f"{server.url}/a.ics?key=secret"
    with IcsFeed(address=address, zone=UTC_ZONE, allow_loopback=True) as feed:
        yield feed


def test_a_file_at_an_address_is_busy_times(server: Server, feed: IcsFeed) -> None:
    body = ics("UID:1\r\nDTSTART:20270302T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=2")
    server.script = lambda peer: (
        peer.reply(304) if peer.headers.get("If-None-Match") else peer.reply(200, body, ETag='"1"')
    )

    found = feed.changes(since="", start=START, end=END)
    again = feed.changes(since=found.next, start=START, end=END)

    nine = datetime(2027, 3, 2, 8, tzinfo=UTC)
    (event,) = found.events
    assert [starts_at for starts_at, _ in event.spans] == [nine, nine + timedelta(days=1)]
    assert (found.is_complete, found.next) == (True, '"1"')
    assert (again.events, again.is_complete, again.next) == ((), False, '"1"')
    assert [each.name for each in feed.calendars()] == ["127.0.0.1"]
    with pytest.raises(OutsideReadOnly):
        feed.delete(event.ref)


def test_a_file_may_lie_at_another_host_but_at_no_private_one(
    server: Server, feed: IcsFeed
) -> None:
    def lead(peer: Peer) -> None:
        if peer.path == "/b.ics":
            peer.reply(200, ics("UID:1\r\nDTSTART:20270302T080000Z\r\nDURATION:PT1H"))
        else:
            peer.reply(302, Location=f"http://localhost:{server.server_address[1]}/b.ics")

    server.script = lead
    assert len(feed.changes(since="", start=START, end=END).events) == 1
    server.script = lambda peer: peer.reply(302, Location="http://169.254.169.254/latest")
    with pytest.raises(OutsideBroken, match="no public server"):
        feed.changes(since="", start=START, end=END)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (always(404), OutsideMissing),
        (always(403), OutsideDenied),
        (always(204), OutsideBroken),
        (always(200, b"<html>"), IcsMalformed),
        (always(304), OutsideBroken),
    ],
)
def test_a_file_that_cannot_be_had_is_a_clear_error(
    server: Server, feed: IcsFeed, script: Script, error: type[Exception]
) -> None:
    server.script = script
    with pytest.raises(error):
        feed.changes(since="", start=START, end=END)
    with pytest.raises(error):
        feed.calendars()
