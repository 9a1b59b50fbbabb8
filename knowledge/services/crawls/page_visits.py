"""What is known of a page before it is visited, and the outcome of the visit."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import DomainError
from knowledge.clients.crawling.files import LinkedFile
from knowledge.clients.crawling.pages import Page


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What is known of an address before it is fetched.

    is_taken: True if the run has a page of that address; is_read: if it has been read, too.
    is_elsewhere: True if another crawl owns it.
    words_hash, file: of its document, as read before.
    """

    is_taken: bool = False
    is_read: bool = False
    is_elsewhere: bool = False
    etag: str = ""
    last_modified: str = ""
    words_hash: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class PageVisit:
    """The outcome of a page.

    address: the final one.
    page, file: at most one; none if there is a cause, or if the site reports it unchanged.
    all_links: addresses of the site's pages that it links to, whatever the patterns say.
    links: those of them that may be read; disallowed: those that robots.txt disallows.
    """

    address: str
    status: int | None = None
    cause: DomainError | None = None
    page: Page | None = None
    file: LinkedFile | None = None
    etag: str = ""
    last_modified: str = ""
    all_links: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    disallowed: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        """True if the site reports the page unchanged."""
        return self.cause is None and self.found is None

    @property
    def found(self) -> Page | LinkedFile | None:
        return self.page or self.file


class Refreshed(Exception):
    """The page sends its visitors to another at once."""

    def __init__(self, link: str) -> None:
        super().__init__(link)
        self.link = link
