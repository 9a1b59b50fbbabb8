"""Fetches and reads one page of a website, following redirects. Uses no database."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import httpx2

from core.fetching import Answer, AnswerTooLarge, Fetcher, FetchFailed
from core.outbound import TargetRefused
from core.targets import TargetMalformed, parse_target
from knowledge.clients.crawling import causes, robots, sitemaps
from knowledge.clients.crawling.addresses import Site, canonical, is_media, is_wanted, resolve
from knowledge.clients.crawling.files import (
    FILE_SECONDS,
    MAX_FILE_BYTES,
    is_file,
    linked_file,
)
from knowledge.clients.crawling.pages import Page, robots_directives
from knowledge.clients.crawling.robots import EVERYTHING_ALLOWED, Robots
from knowledge.clients.crawling.sandbox import read_safely
from knowledge.clients.crawling.stored import is_page
from knowledge.services.crawls.page_visits import KnownPage, PageVisit, Refreshed
from knowledge.services.crawls.responses import base_of, check_status, html_charset, validator

MAX_PAGE_BYTES = 5 * 1024**2
PAGE_SECONDS = 15.0  # including redirects
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}


class PageFetcher:
    """Reads pages of one site, one after the other, as robots.txt and the patterns allow.

    include_files: True if linked PDF and DOCX files are read, too.
    known: returns what is known of an address.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        site: Site,
        include: Sequence[str],
        exclude: Sequence[str],
        include_files: bool,
        known: Callable[[str], KnownPage],
    ) -> None:
        self.fetcher = fetcher
        self.site = site
        self.include, self.exclude = include, exclude
        self.include_files = include_files
        self.left_out: Collection[int] = ()  # hashes of texts that pages before have said
        self.known = known
        self.robots = EVERYTHING_ALLOWED
        self._asked_at = 0.0

    def read_robots(self) -> None:
        """Read robots.txt; without one, everything is allowed.

        Raises FetchFailed or TargetRefused if the site cannot be reached, RobotsUnreachable if it
        gives no answer.
        """
        answer = self._get_text(f"{self.site.origin}/robots.txt", max_bytes=robots.MAX_BYTES)
        if answer is None or 400 <= answer.status < 500 and answer.status != 429:
            return
        if answer.status != 200:
            raise causes.RobotsUnreachable(reason=f"HTTP {answer.status}.")
        self.robots = Robots.parse(answer.body)

    def read_sitemaps(self) -> list[str]:
        """The site's own pages listed in its sitemaps; errors are ignored."""
        waiting = self.robots.sitemaps or ["/sitemap.xml"]
        asked: set[str] = set()
        found: dict[str, None] = {}
        while waiting and len(asked) < sitemaps.MAX_SITEMAPS:
            address = self.site.address(waiting.pop(0), base=self.site.origin)
            if address is None or address in asked:
                continue
            asked.add(address)
            try:
                answer = self._get_text(address, max_bytes=sitemaps.MAX_BYTES)
            except (FetchFailed, TargetRefused):
                continue
            if answer is None or answer.status != 200:
                continue
            sitemap = sitemaps.parse(answer.body)
            if sitemap.is_index:
                waiting += sitemap.addresses
            else:
                found.update(dict.fromkeys(sitemap.addresses))
        return list(found)

    def visit(self, address: str, *, is_start: bool = False) -> PageVisit:
        """is_start: True for the crawl's first page: its footer is read too, and the patterns do
        not apply.
        """
        hops: dict[str, int] = {}  # address → the redirect's status
        try:
            return self._follow(address, hops, is_start=is_start)
        except AnswerTooLarge:
            large = causes.PageTooLarge(megabytes=self._max_bytes(address) / 1024**2)
            return PageVisit(address=address, status=200, cause=large)
        except (causes.Skipped, causes.PageFailed, FetchFailed, TargetRefused) as error:
            status = list(hops.values())[-1] if hops else None
            return PageVisit(address=address, status=status, cause=error)

    def pages_of_site(self, links: Sequence[str], *, base: str) -> list[str]:
        """The site's own pages among the links."""
        found = dict.fromkeys(self.site.address(link, base=base) for link in links)
        return [each for each in found if each and not is_media(each)]

    def sort(self, links: Sequence[str], *, base: str) -> tuple[list[str], list[str]]:
        """The wanted pages among the links: those that robots.txt allows, and those that it
        disallows.
        """
        wanted = [each for each in self.pages_of_site(links, base=base) if self._is_wanted(each)]
        allowed = {each for each in wanted if self.robots.allows(each)}
        return (
            [each for each in wanted if each in allowed],
            [each for each in wanted if each not in allowed],
        )

    def _follow(self, address: str, hops: dict[str, int], *, is_start: bool) -> PageVisit:
        ends_at = time.monotonic() + (FILE_SECONDS if is_file(address) else PAGE_SECONDS)
        known = self.known(address)
        while True:
            if not self.robots.allows(address):
                raise causes.DisallowedByRobots
            answer = self._get(address, known, seconds=ends_at - time.monotonic())
            try:
                if answer.status not in _REDIRECTS:
                    return self._read(answer, address, known, is_start=is_start)
                link = answer.headers.get("location", "")
            except Refreshed as refreshed:
                link = refreshed.link
            except (causes.Skipped, causes.PageFailed) as error:
                return PageVisit(address=address, status=answer.status, cause=error)
            hops[address] = answer.status
            if len(hops) > MAX_REDIRECTS:
                raise causes.TooManyRedirects(maximum=MAX_REDIRECTS)
            address = self._target(link, answer, base=address, is_start=is_start)
            if address in hops:
                raise causes.TooManyRedirects(maximum=MAX_REDIRECTS)
            known = self.known(address)
            if known.is_taken:
                raise causes.SameAsAnother(url=address)

    def _get(self, address: str, known: KnownPage, *, seconds: float) -> Answer:
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        self._wait_for_turn(address)
        return self.fetcher.get(
            httpx2.URL(address),
            headers=_ACCEPT | {name: value for name, value in conditions.items() if value},
            max_bytes=self._max_bytes(address),
            seconds=seconds,
        )

    def _max_bytes(self, address: str) -> int:
        return MAX_FILE_BYTES if self.include_files and is_file(address) else MAX_PAGE_BYTES

    def _target(self, link: str, answer: Answer, *, base: str, is_start: bool) -> str:
        """The target of a redirect, if it may be followed."""
        url = resolve(link, base=base)
        if url is None:
            raise causes.PageFailed(status=answer.status)
        try:
            url = parse_target(str(url), allow_loopback=self.fetcher.allow_loopback)
        except TargetMalformed as error:
            raise causes.OffSite(url=str(url)[:200]) from error
        address = canonical(url)
        if not self.site.holds(url):
            raise causes.OffSite(url=address[:200])
        if not (is_start or self._is_wanted(address)):
            raise causes.NotWanted(url=address[:200])
        return address

    def _read(self, answer: Answer, address: str, known: KnownPage, *, is_start: bool) -> PageVisit:
        """Raises Refreshed if the page sends its visitors elsewhere."""
        if is_start:
            self.site = Site.of(address)  # as the site spells itself
        visit = PageVisit(address=address, status=answer.status)
        if known.is_elsewhere:
            raise causes.ReadElsewhere
        if answer.status == 304 and (known.etag or known.last_modified):
            if not self.include_files and not is_page(known.file):
                raise causes.NotHtml(type="a file")
            return visit
        check_status(answer.status)
        visit = replace(
            visit,
            etag=validator(answer.headers.get("etag", ""), 255),
            last_modified=validator(answer.headers.get("last-modified", ""), 64),
        )
        header = robots_directives(answer.headers.get("x-robots-tag", ""))
        file = linked_file(answer, address) if self.include_files else None
        if file is not None:
            return replace(
                visit,
                cause=causes.NotIndexed() if "noindex" in header else None,
                file=None if "noindex" in header else file,
            )
        page = self._parse(answer, is_start=is_start)
        if page.refresh and self._leads_away(page, address):
            raise Refreshed(str(resolve(page.refresh, base=base_of(page, address))))
        if page.is_followed and "nofollow" not in header:
            all_links = self.pages_of_site(page.links, base=base_of(page, address))
            links, disallowed = self.sort(all_links, base=address)
            visit = replace(visit, all_links=all_links, links=links, disallowed=disallowed)
        if not page.is_indexed or "noindex" in header:
            return replace(visit, cause=causes.NotIndexed())
        if page.is_not_found and not is_start:
            return replace(visit, cause=causes.SaysNotFound(), links=[])
        if not page.text_hash:
            return replace(visit, cause=causes.NoTextOnPage())
        return self._at_preferred(replace(visit, page=page), page, is_start=is_start)

    def _parse(self, answer: Answer, *, is_start: bool) -> Page:
        return read_safely(
            answer.body,
            charset=html_charset(answer),
            keeps_footer=is_start,
            left_out=self.left_out,
        )

    def _leads_away(self, page: Page, address: str) -> bool:
        """False for a page that only reloads itself."""
        url = resolve(page.refresh, base=base_of(page, address))
        return url is not None and canonical(url) != address

    def _at_preferred(self, visit: PageVisit, page: Page, *, is_start: bool) -> PageVisit:
        """The visit at the page's own canonical address, if the same text is there: some sites
        name their front page on every page.
        """
        preferred = self._preferred(page, visit.address, is_start=is_start)
        if preferred == visit.address:
            return visit
        known = self.known(preferred)
        if known.is_elsewhere:
            return visit
        if known.is_read:
            is_same = known.words_hash == page.words_hash
            cause = causes.SameAsAnother(url=preferred)
            return replace(visit, cause=cause, page=None) if is_same else visit
        if known.is_taken:
            return visit  # its turn comes, and then equal texts are found
        try:
            answer = self._get(preferred, KnownPage(), seconds=PAGE_SECONDS)
            there = self._parse(answer, is_start=is_start) if answer.status == 200 else None
        except (causes.Skipped, causes.PageFailed, FetchFailed, TargetRefused):
            return visit
        if there is None or there.words_hash != page.words_hash:
            return visit
        return replace(visit, address=preferred, etag="", last_modified="")

    def _preferred(self, page: Page, address: str, *, is_start: bool) -> str:
        """The page's own canonical address, if it may be read under that."""
        if not page.canonical:
            return address
        named = self.site.address(page.canonical, base=base_of(page, address))
        if named is None or not self.robots.allows(named):
            return address
        return named if is_start or self._is_wanted(named) else address

    def _is_wanted(self, address: str) -> bool:
        return is_wanted(address, include=self.include, exclude=self.exclude)

    def _get_text(self, address: str, *, max_bytes: int) -> Answer | None:
        """A file of the site, truncated if too long; None if it is on another site."""
        for _ in range(MAX_REDIRECTS + 1):
            self._wait_for_turn(address)
            answer = self.fetcher.get(
                httpx2.URL(address), max_bytes=max_bytes, seconds=PAGE_SECONDS, cut=True
            )
            if answer.status not in _REDIRECTS:
                return answer
            url = resolve(answer.headers.get("location", ""), base=address)
            if url is None or not self.site.holds(url):
                return None
            address = canonical(url)
        return None

    def _wait_for_turn(self, address: str) -> None:
        if not _is_loopback(httpx2.URL(address).host):
            time.sleep(max(0.0, self._asked_at + self.robots.delay - time.monotonic()))
        self._asked_at = time.monotonic()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
