"""Connections to Redis that the server has left."""

from __future__ import annotations

import asyncio

from core.redis import async_redis_client, redis_client


def test_readers_go_on_after_a_restart_of_the_server() -> None:
    """Both of the connections, each of which is found out by using it."""

    async def read(times: int) -> list[object]:
        client = async_redis_client()
        return await asyncio.gather(*(client.xread({"none": "0"}, block=50) for _ in range(times)))

    async def over_a_restart() -> list[object]:
        await read(2)
        redis_client().client_kill_filter(_type="normal", skipme=True)
        return await read(2)

    assert asyncio.run(over_a_restart()) == [[], []]
