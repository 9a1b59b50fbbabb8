"""Socket.IO at `/socket.io/`, namespace `/chat`: messages to a chat, and the answers to them."""

from compat.stella.sockets.server import serve

__all__ = ["serve"]
