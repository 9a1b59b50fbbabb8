"""A deadline for a whole response, even from a server that sends a byte at a time.

A read timeout restarts with every byte. At the deadline the connection is shut down, which ends
every wait on it: for headers, an event, or the rest of one.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any

_CONNECTED = ("connect_tcp.complete", "start_tls.complete")


class Deadline:
    """Runs inside its `with` block, for the one connection reported to `trace`."""

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """The `trace` extension of a request."""
        if event.endswith(_CONNECTED):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.has_passed:
                self._shut_down()

    def cut(self) -> None:
        """Abort every wait on the connection; callable from any thread."""
        self.has_passed = True
        self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it is closed already
                # Not the method of a TLS socket, which would break a concurrent read.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class UnderDeadline:
    """Mixin for a library's client (`openai`, `anthropic`), which calls this before it sends.

    deadline: for each request that is sent while it is set.
    """

    deadline: Deadline

    def _prepare_request(self, request: Any) -> None:
        request.extensions["trace"] = self.deadline.trace
