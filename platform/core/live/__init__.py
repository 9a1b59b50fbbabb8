"""News for whoever is looking at the moment: what was committed is told, and followed."""

from core.live.channels import Place, forget, place_of, tell
from core.live.hub import follow
from core.live.news import News, read

__all__ = ["News", "Place", "follow", "forget", "place_of", "read", "tell"]
