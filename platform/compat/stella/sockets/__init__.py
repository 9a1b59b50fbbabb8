"""Socket.IO at `/socket.io/`, namespace `/chat`: messages to a chat, and their answers."""

from compat.stella.sockets.server import serve

__all__ = ["serve"]
