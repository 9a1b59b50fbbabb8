"""The pace of request bodies: a client that drips holds a connection, and is closed.

A phone with a bad connection sends some kilobytes a second, and stands still for seconds: that is
far within the limits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

GRACE_SECONDS = 15.0  # before the pace counts
IDLE_SECONDS = 20.0  # without a byte
MIN_BYTES_PER_SECOND = 1_000


class BodyTooSlow(Exception):
    """The body did not arrive within its limits."""


def paced(receive: Receive) -> Receive:
    """`receive`, which raises BodyTooSlow while it waits for the body. Waits beyond it are free."""
    began: float | None = None
    received = 0
    is_complete = False

    async def next_message() -> Message:
        nonlocal began, received, is_complete
        if is_complete:
            return await receive()
        began = time.monotonic() if began is None else began
        left = GRACE_SECONDS + received / MIN_BYTES_PER_SECOND - (time.monotonic() - began)
        try:
            async with asyncio.timeout(min(max(left, 0), IDLE_SECONDS)):
                message = await receive()
        except TimeoutError as error:
            raise BodyTooSlow from error
        received += len(message.get("body", b""))
        is_complete = not message.get("more_body", False)
        return message

    return next_message
