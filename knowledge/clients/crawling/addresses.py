"""Addresses of pages: one spelling for each, and which belong to the same site."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode

import httpx2

LONGEST = 2000  # characters that are stored
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Say who came from where, or whose visit it is; never which page.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|igshid|ttclid"
    r"|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|phpsessid|jsessionid|sessionid|s?sid|replytocom",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)


def canonical(url: httpx2.URL) -> str:
    """The one spelling of an address: without fragment, default port and tracking parameters, its
    parameters in order."""
    host = url.raw_host.decode().rstrip(".").lower()
    if ":" in host:
        host = f"[{host}]"
    port = "" if url.port in (None, _DEFAULT_PORTS[url.scheme]) else f":{url.port}"
    path, _, query = url.raw_path.decode("ascii").partition("?")
    path = _SESSION_IN_PATH.sub("", _ESCAPE.sub(_plain, path)) or "/"
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    )
    return f"{url.scheme}://{host}{port}{path}" + (f"?{urlencode(asked)}" if asked else "")


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else f"%{escape[1].upper()}"


_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|json|xml|rss|atom|woff2?|ttf|eot"
    r"|mp[34]|m4[av]|webm|og[gv]|wav|avi|mov|zip|gz|tar|rar|7z|exe|dmg|apk|iso)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a crawl stays: one host, with `www.` or without, over http or https."""

    scheme: str
    netloc: str

    @classmethod
    def of(cls, address: str) -> Site:
        url = httpx2.URL(address)
        return cls(url.scheme, url.netloc.decode())

    def holds(self, url: httpx2.URL) -> bool:
        return _host_key(url) == _host_key(httpx2.URL(self.origin))

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    def address(self, link: str, *, base: str) -> str | None:
        """Where a link of the page `base` leads, as this site is spelled; None when elsewhere."""
        url = resolve(link, base=base)
        if url is None or not self.holds(url):
            return None
        here = httpx2.URL(self.origin)
        spelled = canonical(url.copy_with(scheme=here.scheme, host=here.host, port=here.port))
        return spelled if len(spelled) <= LONGEST else None


def resolve(link: str, *, base: str) -> httpx2.URL | None:
    """The address that a link of the page `base` means; None when it is none of the web."""
    try:
        url = httpx2.URL(base).join(link.strip())
        return url if url.scheme in _DEFAULT_PORTS and url.host else None
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        return None


def _host_key(url: httpx2.URL) -> tuple[str, int | None]:
    host = url.raw_host.decode().rstrip(".").lower().removeprefix("www.")
    return host, None if url.port in (80, 443) else url.port


def is_media(address: str) -> bool:
    """Whether the path ends like that of a picture, a script, an archive: never a page."""
    name = httpx2.URL(address).path.rpartition("/")[2]
    return "." in name and _MEDIA.fullmatch(name[name.rfind(".") :]) is not None


def is_wanted(address: str, *, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether the path of an address fits a pattern of `include`, if there are any, and none of
    `exclude`. `*` stands for anything, `?` for one character; `/docs/*` is `/docs` too."""
    path = unquote(httpx2.URL(address).raw_path.decode("ascii").partition("?")[0])
    if any(_pattern(each).match(path) for each in exclude):
        return False
    return not include or any(_pattern(each).match(path) for each in include)


@lru_cache(maxsize=500)
def _pattern(glob: str) -> re.Pattern[str]:
    glob = unquote(glob) if glob.startswith(("/", "*")) else "/" + unquote(glob)
    spelled = fnmatch.translate(glob)
    if glob.endswith("/*"):
        spelled = f"(?:{spelled}|{fnmatch.translate(glob[:-2] or '/')})"
    return re.compile(spelled)
