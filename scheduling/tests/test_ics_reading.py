"""Strangers' calendars: read within a window, within bounds, and only for when somebody is busy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.ics import (
    BusySpan,
    IcsMalformed,
    IcsNotice,
    IcsTooLarge,
    IcsTooManyEvents,
    IcsUnreadable,
    read_busy,
)

VIENNA = ZoneInfo("Europe/Vienna")
START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
DAY = "DTSTART;TZID=Europe/Vienna:20270302T090000\nDTEND;TZID=Europe/Vienna:20270302T100000"


def calendar(*events: str, head: str = "") -> bytes:
    body = "\n".join(
        f"BEGIN:VEVENT\nUID:{at}\n{each}\nEND:VEVENT" for at, each in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{body}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def busy(content: bytes) -> list[str]:
    read = read_busy(content, start=START, end=END, zone=VIENNA)
    assert read.notices == {}
    return [_written(span) for span in read.spans]


def _written(span: BusySpan) -> str:
    return f"{span.starts_at:%d %H:%M}–{span.ends_at:%d %H:%M}"


ONE = ["02 08:00–02 09:00"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (DAY, ONE),
        ("DTSTART:20270302T080000Z\nDURATION:PT1H", ONE),
        ("DTSTART:20270302T090000\nDTEND:20270302T100000", ONE),  # floating: the reader's zone
        ("DTSTART;VALUE=DATE:20270302", ["01 23:00–02 23:00"]),
        ("DTSTART;VALUE=DATE:20270327\nDTEND;VALUE=DATE:20270329", ["26 23:00–28 22:00"]),
        (f"{DAY}\nTRANSP:TRANSPARENT", []),
        (f"{DAY}\nSTATUS:CANCELLED", []),
        (f"{DAY}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        (f"{DAY}\nSTATUS:TENTATIVE", ONE),
        ("DTSTART:20270302T080000Z", []),  # without a length
        ("DTSTART:20260302T080000Z\nDURATION:PT1H", []),
        ("DTSTART:20270228T233000Z\nDTEND:20270301T003000Z", ["28 23:30–01 00:30"]),
        ("DTSTART:20270401T000000Z\nDURATION:PT1H", []),
        # An evening's length is what clocks show, also on the night when they are put forward.
        (
            "DTSTART;TZID=Europe/Vienna:20270327T220000\nDTEND;TZID=Europe/Vienna:20270328T060000",
            ["27 21:00–28 04:00"],
        ),
        (
            "DTSTART;TZID=Europe/Vienna:20270302T090000\nDTEND;TZID=Europe/London:20270302T090000",
            ONE,
        ),
        ("DTSTART;TZID=Europe/Vienna:20270328T023000\nDURATION:PT1H", ["28 01:30–28 02:30"]),
        (
            "BEGIN:VALARM\nTRIGGER:-PT10M\nDTSTART:19990101T000000Z\nEND:VALARM\n" + DAY,
            ONE,
        ),
    ],
)
def test_an_event_is_busy(event: str, expected: list[str]) -> None:
    assert busy(calendar(event)) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=3", ["02 08", "09 08", "16 08"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20270316T080000Z", ["02 08", "09 08", "16 08"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20270316T075959Z", ["02 08", "09 08"]),
        ("RRULE:FREQ=WEEKLY", ["02 08", "09 08", "16 08", "23 08", "30 07"]),  # summer time
        ("RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Vienna:20270302T090000,20270316T090000",
         ["09 08", "23 08", "30 07"]),
        ("RRULE:FREQ=WEEKLY\nEXDATE:20270309T080000Z\nEXDATE;VALUE=DATE:20270323",
         ["02 08", "16 08", "30 07"]),
        ("RDATE;TZID=Europe/Vienna:20270305T110000,20270306T120000", ["02 08", "05 10", "06 11"]),
    ],
)  # fmt: skip
def test_repetitions_are_expanded_in_the_zone_of_the_event(rule: str, expected: list[str]) -> None:
    assert [each[:5] for each in busy(calendar(f"{DAY}\n{rule}"))] == expected


def test_a_single_repetition_may_be_moved_or_cancelled() -> None:
    moved = "UID:x\nRECURRENCE-ID;TZID=Europe/Vienna:20270309T090000\n"
    content = (
        calendar(
            f"UID:x\n{DAY}\nRRULE:FREQ=WEEKLY;COUNT=4",
            f"{moved}DTSTART:20270310T120000Z\nDTEND:20270310T130000Z",
            f"UID:x\nRECURRENCE-ID:20270316T080000Z\n{DAY}\nSTATUS:CANCELLED",
        )
        .replace(b"UID:0\r\n", b"")
        .replace(b"UID:1\r\n", b"")
        .replace(b"UID:2\r\n", b"")
    )

    assert busy(content) == ["02 08:00–02 09:00", "10 12:00–10 13:00", "23 08:00–23 09:00"]


def test_a_change_of_all_later_ones_is_noticed() -> None:
    content = calendar(
        f"{DAY}\nRRULE:FREQ=DAILY;COUNT=2",
        f"RECURRENCE-ID;RANGE=THISANDFUTURE:20270303T080000Z\n{DAY}",
    )
    read = read_busy(content, start=START, end=END, zone=VIENNA)

    assert read.notices == {IcsNotice.LATER_ONES_TOO: 1}


CUSTOM = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("W. Europe Standard Time", ""),
        ("/freeassociation.sourceforge.net/Europe/Vienna", ""),
        ("europe/vienna", ""),
        ("Customized Time Zone", CUSTOM.format(name="Customized Time Zone")),
        ("Mine", "BEGIN:VTIMEZONE\nTZID:Mine\nX-LIC-LOCATION:Europe/Vienna\nEND:VTIMEZONE"),
        ("", "X-WR-TIMEZONE:Europe/Vienna"),
    ],
)
def test_a_zone_is_known_by_many_names(name: str, head: str) -> None:
    event = "DTSTART;TZID={0}:{1}T023000\nDURATION:PT30M"
    events = [event.format(name, day) for day in ("20270327", "20270328", "20270329")]
    content = calendar(*events, head=head)

    read = read_busy(content, start=START, end=END, zone=ZoneInfo("Asia/Tokyo"))
    assert read.notices == {}
    assert [_written(each)[:8] for each in read.spans] == ["27 01:30", "28 01:30", "29 00:30"]


def test_an_unknown_zone_is_noticed_and_read_as_the_readers() -> None:
    event = "DTSTART;TZID=Moon/Base:20270302T090000\nDURATION:PT1H"
    broken = "BEGIN:VTIMEZONE\nTZID:Moon/Base\nBEGIN:STANDARD\nEND:STANDARD\nEND:VTIMEZONE"
    for content in (calendar(event, event), calendar(event, head=broken)):
        read = read_busy(content, start=START, end=END, zone=VIENNA)
        assert read.notices == {IcsNotice.ZONE_UNKNOWN: 1}
        assert {_written(each) for each in read.spans} == set(ONE)


def test_a_list_of_busy_times_is_read() -> None:
    lists = (
        "BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20270302T080000Z/20270302T090000Z,"
        "20270303T080000Z/PT30M\nFREEBUSY;FBTYPE=FREE:20270304T080000Z/PT1H\n"
        "FREEBUSY:20270305T080000Z/PT1H\nEND:VFREEBUSY"
    )
    assert busy(calendar(head=lists)) == [*ONE, "03 08:00–03 08:30", "05 08:00–05 09:00"]


@pytest.mark.parametrize(
    ("event", "notice"),
    [
        ("SUMMARY:no time", IcsNotice.EVENT_UNREADABLE),
        ("DTSTART:tomorrow", IcsNotice.EVENT_UNREADABLE),
        ("DTSTART:20270230T080000Z", IcsNotice.EVENT_UNREADABLE),
        ("DTSTART:20270302T080000Z\nDTEND:20270301T080000Z", IcsNotice.EVENT_UNREADABLE),
        ("DTSTART:99991231T230000Z\nDURATION:P4000D", IcsNotice.EVENT_UNREADABLE),
        ("DTSTART:20270302T080000Z\nDURATION:P999999W", IcsNotice.EVENT_UNREADABLE),
        (f"{DAY}\nRRULE:FREQ=NEVER", IcsNotice.RULE_UNREADABLE),
        (f"{DAY}\nEXRULE:FREQ=DAILY", IcsNotice.RULE_UNREADABLE),
        (f"{DAY}\nRRULE:FREQ=SECONDLY", IcsNotice.RULE_UNREADABLE),
        (f"{DAY}\nRRULE:FREQ=MINUTELY;COUNT=999999999", IcsNotice.RULE_UNREADABLE),
        ("DTSTART:00010101T000000Z\nDURATION:PT1M\nRRULE:FREQ=HOURLY;COUNT=9999999",
         IcsNotice.RULE_UNREADABLE),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_counted_and_the_rest_is_read(event: str, notice: IcsNotice) -> None:
    read = read_busy(calendar(DAY, event), start=START, end=END, zone=VIENNA)

    assert [_written(each) for each in read.spans] == ONE
    assert read.notices == {notice: 1}


def test_bombs_share_the_budget_of_their_file() -> None:
    """A rule that never comes true costs 50,000 steps: 20 of them leave nothing for the others."""
    bomb = "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"
    content = calendar(*[f"{DAY}\n{bomb}"] * 200, f"{DAY}\nRRULE:FREQ=DAILY")
    read = read_busy(content, start=START, end=END, zone=VIENNA)

    assert (read.spans, read.notices) == ((), {IcsNotice.RULE_UNREADABLE: 201})


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", IcsMalformed, "no BEGIN:VCALENDAR"),
        (b"<html>Sign in</html>", IcsMalformed, "no BEGIN:VCALENDAR"),
        (calendar(DAY)[:-15], IcsMalformed, "its end is missing"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT", IcsMalformed, "do not nest"),
        (b"END:VCALENDAR", IcsMalformed, "do not nest"),
        (b"BEGIN:X\r\n" * 100, IcsMalformed, "nest too deeply"),
        (b"\xff\xfe\x00B", IcsMalformed, "no BEGIN:VCALENDAR"),
        (b"x" * (10 * 1024**2 + 1), IcsTooLarge, "larger than 10 MB"),
        (calendar(*[""] * 50_001), IcsTooManyEvents, "more than 50000 events"),
        (
            calendar(*[f"{DAY}\nRRULE:FREQ=MINUTELY;COUNT=1999"] * 11),
            IcsTooManyEvents,
            "busy times",
        ),
        (calendar(DAY + "\nEXDATE:20270101T000000Z" * 20_001), IcsTooManyEvents, "dates in one"),
        (
            calendar(*[DAY + "\nEXDATE:" + ",".join(["20270101T000000Z"] * 50_001)] * 2),
            IcsTooManyEvents,
            "more than 100000 dates",
        ),
    ],
)
def test_a_file_beyond_the_bounds_is_refused(
    content: bytes, error: type[IcsUnreadable], message: str
) -> None:
    with pytest.raises(error, match=message):
        read_busy(content, start=START, end=END, zone=VIENNA)


def test_a_text_cannot_pretend_to_be_an_event() -> None:
    forged = "DESCRIPTION:a\u2028END:VEVENT\u2028BEGIN:VEVENT\n" + DAY
    assert busy(calendar(forged)) == ONE


def test_a_window_is_limited() -> None:
    with pytest.raises(ValueError, match="too long"):
        read_busy(calendar(), start=START, end=START + timedelta(days=801), zone=VIENNA)
