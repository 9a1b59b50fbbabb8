"""Why a page was not read: a code, and a sentence for the website's owner.

`Skipped` pages were left out on purpose, by the site's rules or ours. `PageFailed` and
`core.fetching.FetchFailed` are faults, after which nothing can be concluded about unseen pages.
"""

from __future__ import annotations

from core.errors import DomainError


class Skipped(DomainError):
    """is_gone: True if the page's document is to be removed."""

    is_gone = True


class DisallowedByRobots(Skipped):
    code, message = (
        "ROBOTS_DISALLOWED",
        "The site's robots.txt does not allow this page to be read.",
    )


class NotIndexed(Skipped):
    code, message = "NOINDEX", "The page asks not to be indexed."


class PageNotFound(Skipped):
    code, message = (
        "PAGE_NOT_FOUND",
        "The site reports that the page does not exist (HTTP {status}).",
    )


class PageRefused(Skipped):
    code, message = "PAGE_REFUSED", "The site restricts access to this page (HTTP {status})."
    is_gone = False


class NotHtml(Skipped):
    code, message = "NOT_HTML", "This is not an HTML page but {type}. It can be uploaded as a file."


class PageTooLarge(Skipped):
    code, message = "PAGE_TOO_LARGE", "The page is larger than {megabytes:g} MB."
    is_gone = False


class OffSite(Skipped):
    code, message = "OFF_SITE", "The page leads to another site: {url}"


class SameAsAnother(Skipped):
    code, message = "DUPLICATE", "The page is the same as {url}"


class Moved(Skipped):
    code, message = "MOVED", "The page is now at {url}"


class ReadElsewhere(Skipped):
    code, message = "READ_ELSEWHERE", "Another crawl of this collection already reads this page."


class NotWanted(Skipped):
    code, message = "NOT_WANTED", "The patterns of this crawl leave out where it leads: {url}"


class SaysNotFound(Skipped):
    code, message = (
        "SOFT_NOT_FOUND",
        "The page says that there is no such page, though the site reports success (HTTP 200).",
    )


class EnoughLikeIt(Skipped):
    code, message = (
        "ENOUGH_LIKE_IT",
        "Not read: the crawl has read {count} pages with addresses like this one, which sort,"
        " filter or turn a calendar.",
    )
    is_gone = False


class NoTextOnPage(Skipped):
    code, message = "NO_TEXT", "The page shows no text without JavaScript."
    is_gone = False


class TooManyPages(Skipped):
    code, message = "MAX_PAGES", "Not read: the crawl's limit of pages was reached first."
    is_gone = False


class OutOfTime(Skipped):
    code, message = "TIME_LIMIT", "Not read: the crawl took longer than {minutes} minutes."
    is_gone = False


class CrawlCancelled(Skipped):
    code, message = "CANCELLED", "Not read: the crawl was cancelled."
    is_gone = False


class CrawlStopped(Skipped):
    code, message = "STOPPED", "Not read: the crawl ended before this page."
    is_gone = False


class PageFailed(DomainError):
    """The site is at fault, or may be: the page may be there next time."""

    code, kind, message = (
        "PAGE_FAILED",
        "upstream",
        "The site answered with an error (HTTP {status}).",
    )


class TooManyRedirects(PageFailed):
    code, message = "TOO_MANY_REDIRECTS", "The page redirects more than {maximum} times."


class PageUnreadable(PageFailed):
    code, message = "PAGE_UNREADABLE", "The page is too large or too complicated to be read."


class RobotsUnreachable(PageFailed):
    code = "ROBOTS_UNREACHABLE"
    message = "The site's robots.txt cannot be read at present, so nothing else was: {reason}"


class FirstPageUnread(PageFailed):
    code, message = "FIRST_PAGE_UNREAD", "No page could be read. The first one: {reason}"


class SiteFailing(PageFailed):
    code = "SITE_FAILING"
    message = "{failures} pages in a row could not be read. The last one: {reason}"


class CrawlInterrupted(PageFailed):
    code = "INTERRUPTED"
    message = "Reading the site was interrupted too often. Please try again."
