"""Addresses of pages: their canonical spelling, and which belong to the same site."""

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
# Parameters that identify the visitor or the referrer, never the page.
_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|igshid|ttclid"
    r"|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|phpsessid|jsessionid|sessionid|s?sid|replytocom",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)


def canonical(url: httpx2.URL) -> str:
    """The canonical spelling of an address: without fragment, default port and tracking
    parameters, remaining parameters sorted.
    """
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
    """The scope of a crawl: one host, with or without `www.`, over http or https."""

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
        """The target of a link on page `base`, in this site's spelling; None if it is on another
        site.
        """
        url = resolve(link, base=base)
        if url is None or not self.holds(url):
            return None
        here = httpx2.URL(self.origin)
        spelled = canonical(url.copy_with(scheme=here.scheme, host=here.host, port=here.port))
        return spelled if len(spelled) <= LONGEST else None


def resolve(link: str, *, base: str) -> httpx2.URL | None:
    """The address that a link on page `base` means; None if it is not a web address."""
    try:
        url = httpx2.URL(base).join(link.strip())
        return url if url.scheme in _DEFAULT_PORTS and url.host else None
    except (httpx2.InvalidURL, UnicodeError, ValueError):
        return None


def _host_key(url: httpx2.URL) -> tuple[str, int | None]:
    host = url.raw_host.decode().rstrip(".").lower().removeprefix("www.")
    return host, None if url.port in (80, 443) else url.port


def is_media(address: str) -> bool:
    """True if the path ends like an image's, a script's or an archive's, which is never a page."""
    name = httpx2.URL(address).path.rpartition("/")[2]
    return "." in name and _MEDIA.fullmatch(name[name.rfind(".") :]) is not None


def is_wanted(address: str, *, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """True if an address's path matches a pattern of `include`, if any, and none of `exclude`.

    `*` matches anything, `?` one character; `/docs/*` matches `/docs` too.
    """
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
