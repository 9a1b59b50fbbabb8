"""What a website's response says of a page: whether it is one, its encoding, and its validators."""

from __future__ import annotations

from email.message import Message

from core.fetching import Answer
from knowledge.clients.crawling import causes
from knowledge.clients.crawling.addresses import resolve
from knowledge.clients.crawling.pages import Page

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def check_status(status: int) -> None:
    if status in (404, 410):
        raise causes.PageNotFound(status=status)
    if status != 429 and 400 <= status < 500:
        raise causes.PageRefused(status=status)
    if status != 200:
        raise causes.PageFailed(status=status)


def html_charset(answer: Answer) -> str:
    """The encoding declared by the server. Raises NotHtml."""
    message = Message()
    message["content-type"] = answer.headers.get("content-type", "text/html")
    kind = message.get_content_type()
    if kind not in _HTML_TYPES:
        raise causes.NotHtml(type=kind[:80])
    charset = message.get_param("charset")
    return charset[:40] if isinstance(charset, str) and charset.isascii() else ""


def base_of(page: Page, address: str) -> str:
    base = resolve(page.base, base=address) if page.base else None
    return str(base) if base else address


def validator(value: str, max_length: int) -> str:
    """The value, or "" if it is too long: a part is useless, and it could not be sent back."""
    return value if len(value) <= max_length and value.isascii() and value.isprintable() else ""
