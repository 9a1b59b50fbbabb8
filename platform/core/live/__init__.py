"""News for whoever is looking at the moment: what was committed is told, and followed."""

from core.live.channels import StreamPosition, delete_channel, publish, resume_position
from core.live.hub import follow
from core.live.news import LiveEvent, read

__all__ = [
    "LiveEvent",
    "StreamPosition",
    "follow",
    "delete_channel",
    "resume_position",
    "read",
    "publish",
]
