"""Ends connections whose client does not read what it is sent.

The kernel does it for every connection that the process accepts, whatever it carries: answers,
downloads, event streams, sockets. The application could not: it does not learn when the server has
sent what it was given.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

# Without that the client takes a single packet: many times what a phone in a tunnel needs.
UNREAD_SECONDS = 30.0
# That the kernel keeps of what cannot be sent yet; without a limit, megabytes for each connection.
UNSENT_BYTES = 64 * 1024


@cache
def limit_unread_answers() -> None:
    """Limit the connections that this process accepts from now on. Linux only."""
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for listener in _listeners():
        with listener:
            _limit(listener)


def _limit(listener: socket.socket) -> None:
    """Accepted connections inherit the options."""
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(UNREAD_SECONDS * 1000))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


def _listeners() -> Iterator[socket.socket]:
    """Duplicates of the process's listening TCP sockets: servers do not hand theirs out."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # closed meanwhile, or not a socket
            listener = socket.socket(fileno=os.dup(int(name)))
            if _is_listening(listener):
                yield listener
            else:
                listener.close()


def _is_listening(each: socket.socket) -> bool:
    is_tcp = each.family in (socket.AF_INET, socket.AF_INET6) and each.type == socket.SOCK_STREAM
    return is_tcp and bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
