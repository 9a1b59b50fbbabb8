"""Live events: published after the commit, followed by open streams."""

from core.live.channels import StreamPosition, delete_channel, publish, resume_position
from core.live.entries import LiveEvent, read
from core.live.hub import follow

__all__ = [
    "LiveEvent",
    "StreamPosition",
    "follow",
    "delete_channel",
    "resume_position",
    "read",
    "publish",
]
