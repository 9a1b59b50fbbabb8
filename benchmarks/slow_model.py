"""A slow language model: an OpenAI-compatible server that streams one text."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


class SlowModel:
    """asked: number of answers requested so far."""

    def __init__(self, text: str, *, seconds: float) -> None:
        """text: the answer, streamed word by word. seconds: its total duration."""
        self._words = text.split()
        self._pause = seconds / len(self._words)
        self.asked = 0
        self.address = ""

    @contextmanager
    def serving(self) -> Iterator[SlowModel]:
        """Serve on a local port, in a separate thread."""
        loop = asyncio.new_event_loop()
        server = loop.run_until_complete(asyncio.start_server(self._answer, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            await reader.readexactly(int(head.partition("content-length:")[2].split()[0]))
            self.asked += 1
            writer.write(_HEAD)
            for word in self._words:
                await asyncio.sleep(self._pause)
                self._send(writer, {"delta": {"content": f"{word} "}, "finish_reason": None})
                await writer.drain()
            self._send(writer, {"delta": {}, "finish_reason": "stop"})
            writer.write(_chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")
            await writer.drain()
        writer.close()

    def _send(self, writer: asyncio.StreamWriter, choice: dict[str, object]) -> None:
        event = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "slow",
            "choices": [{"index": 0, **choice}],
        }
        writer.write(_chunk(b"data: %s\n\n" % json.dumps(event).encode()))


def _chunk(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)
