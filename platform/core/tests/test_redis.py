"""Connections to Redis that the server has closed."""

from __future__ import annotations

import asyncio
from typing import Any

from core.redis import async_redis_client, redis_client


def test_readers_continue_after_a_server_restart() -> None:
    """Both connections find out when they are used."""

    async def read(times: int) -> list[object]:
        client = async_redis_client()
        return await asyncio.gather(*(client.xread({"none": "0"}, block=50) for _ in range(times)))

    async def over_a_restart() -> list[object]:
        await read(2)
        assert _cut_readers() >= 2  # those of other tests may be included
        return await read(2)

    assert asyncio.run(over_a_restart()) == [[], []]


def _cut_readers() -> int:
    """Disconnect clients of our database that have read streams; returns their number."""
    client: Any = redis_client()
    ours = client.client_info()["db"]
    readers = [each for each in client.client_list() if int(each["db"]) == ours]
    return sum(
        client.client_kill_filter(_id=each["id"]) for each in readers if each["cmd"] == "xread"
    )
