"""Parser for robots.txt."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

USER_AGENT = "FrontdeskBot/1.0"
_NAME = "FrontdeskBot"  # this crawler's name in robots.txt
MAX_BYTES = 512_000  # the least that RFC 9309 requires to be read
MIN_DELAY, MAX_DELAY = 0.1, 10.0  # seconds between two requests


@dataclass(frozen=True, slots=True)
class Robots:
    """delay: minimum seconds between two requests."""

    rules: Protego

    @classmethod
    def parse(cls, body: bytes) -> Robots:
        return cls(Protego.parse(body.decode("utf-8-sig", errors="replace")))

    def allows(self, address: str) -> bool:
        return self.rules.can_fetch(address, _NAME)

    @property
    def delay(self) -> float:
        asked = self.rules.crawl_delay(_NAME) or 0.0
        return min(max(asked, MIN_DELAY), MAX_DELAY)

    @property
    def sitemaps(self) -> list[str]:
        return list(self.rules.sitemaps)


EVERYTHING_ALLOWED = Robots.parse(b"")
