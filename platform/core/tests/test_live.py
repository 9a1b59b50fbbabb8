"""Live events: published after the commit, followed over one connection, resumable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from core import live
from core.live import channels, entries, hub
from core.redis import redis_client


def publish_numbers(*numbers: int, channel: str = "room") -> None:
    for number in numbers:
        channels._append(channel, {"number": number})


async def taken(count: int, after: str = entries.START, channel: str = "room") -> list[Any]:
    """The first events after a position."""
    found: list[Any] = []
    async with asyncio.timeout(30), aclosing(live.follow(channel, after)) as following:
        async for each in following:
            if each is not None:
                found.append(each)
            if len(found) == count:
                break
    return found


def numbers(found: list[Any]) -> list[int]:
    return [each.body["number"] for each in found]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_event_is_not_published() -> None:
    with transaction.atomic():
        live.publish("room", {"number": 1})
        transaction.set_rollback(True)
    with transaction.atomic():
        live.publish("room", {"number": 2})
        assert live.resume_position("room", "").id == entries.START

    assert numbers(asyncio.run(taken(1))) == [2]


def test_a_reader_resumes_after_its_last_event() -> None:
    publish_numbers(1, 2, 3)
    first = asyncio.run(taken(1))[0]

    position = live.resume_position("room", first.id)

    assert position == live.StreamPosition(first.id, is_resumed=True)
    assert numbers(asyncio.run(taken(2, position.id))) == [2, 3]
    assert numbers([next(live.read("room", position.id))]) == [2]


@pytest.mark.parametrize("named", ["", "0", "x", "1-x", "9" * 30, "9999999999999-0", "é"])
def test_an_invalid_position_is_the_end(named: str) -> None:
    publish_numbers(1)
    (last,) = asyncio.run(taken(1))

    assert live.resume_position("room", named) == live.StreamPosition(last.id, is_resumed=False)


def test_an_expired_position_cannot_be_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_numbers(1)
    (first,) = asyncio.run(taken(1))
    publish_numbers(2)
    redis_client().xtrim(entries.key_of("room"), maxlen=0, approximate=False)

    assert live.resume_position("room", first.id).is_resumed is False

    redis_client().delete(entries.key_of("room"))
    assert live.resume_position("room", first.id) == live.StreamPosition(
        entries.START, is_resumed=False
    )


def test_a_deleted_channel_has_no_events() -> None:
    publish_numbers(1)

    channels._delete("room")

    assert redis_client().exists(entries.key_of("room")) == 0


async def _all_at_once(readers: int, connected: list[int]) -> list[list[Any]]:
    waiting = [asyncio.create_task(taken(2, channel=f"room {n % 5}")) for n in range(readers)]
    while sum(map(len, hub._hub().readers.values())) < readers:
        await asyncio.sleep(0)
    for room in range(5):
        await asyncio.to_thread(publish_numbers, room, room + 100, channel=f"room {room}")
    connected.append(len(redis_client().client_list(_type="normal")))
    return await asyncio.gather(*waiting)


def test_readers_share_a_connection_and_get_their_own_channels() -> None:
    before = len(redis_client().client_list(_type="normal"))
    connected: list[int] = []

    heard = asyncio.run(_all_at_once(200, connected))

    assert [numbers(each) for each in heard] == [[n % 5, n % 5 + 100] for n in range(200)]
    assert connected[0] - before < 20


async def _late_joiner() -> list[list[Any]]:
    early = asyncio.create_task(taken(2))
    while not hub._hub().readers:
        await asyncio.sleep(0)
    await asyncio.to_thread(publish_numbers, 1)
    late = asyncio.create_task(taken(2))
    await asyncio.to_thread(publish_numbers, 2)
    return [await early, await late]


def test_a_late_reader_starts_at_its_own_position() -> None:
    assert [numbers(each) for each in asyncio.run(_late_joiner())] == [[1, 2], [1, 2]]


def test_a_reader_that_joins_during_a_wait_misses_no_earlier_event() -> None:
    async def joined_late() -> list[list[Any]]:
        waits, early = hub._Hub(), hub._Reader("live:room", "1-0")
        waits.readers["live:room"] = {early}
        waits._places()
        late = hub._Reader("live:room", entries.START)
        waits.readers["live:room"].add(late)

        waits._hand_out("live:room", [("2-0", {"body": "2"})])
        assert waits._places()["live:room"] == entries.START
        waits._hand_out("live:room", [("1-0", {"body": "1"}), ("2-0", {"body": "2"})])

        return [
            [each.waiting.get_nowait().body for _ in range(n)]
            for each, n in ((early, 1), (late, 2))
        ]

    assert asyncio.run(joined_late()) == [[2], [1, 2]]


async def _idle(following: AsyncIterator[Any]) -> Any:
    return await anext(following)


def test_silence_yields_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "WAIT_SECONDS", 0.05)

    async def first() -> Any:
        async with aclosing(live.follow("room", entries.START)) as following:
            return await _idle(following)

    assert asyncio.run(first()) is None


def test_a_reader_that_reads_nothing_is_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_MAX_QUEUED", 2)

    async def slow() -> list[int]:
        reader = hub._Reader("live:room", entries.START)
        for number in range(1, 4):
            reader.take(f"{number}-0", {"body": "{}"})
        assert reader.is_lost
        return [reader.waiting.qsize()]

    assert asyncio.run(slow()) == [2]


def test_without_redis_events_are_lost_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    redis_client.cache_clear()
    try:
        publish_numbers(1)
        channels._delete("room")
    finally:
        monkeypatch.undo()
        redis_client.cache_clear()

    assert live.resume_position("room", "").id == entries.START
