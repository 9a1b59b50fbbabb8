"""How somebody looks at the booking pages: language, time zone, and whether inside a frame."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from scheduling.sentences import LANGUAGES, RIGHT_TO_LEFT, Sentences, Wording, choose_locale
from scheduling.sentences.agendas import AGENDAS, AgendaSentences
from scheduling.sentences.wording import city

KEPT = ("lang", "embed", "token")  # parameters that links repeat, besides the zone
KEPT_BY_HOSTS = ("lang",)


@dataclass(frozen=True, slots=True)
class Viewer:
    """kept: the parameters that each link repeats."""

    locale: Locale
    zone: ZoneInfo
    kept: Mapping[str, str]

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        *,
        zone: str = "UTC",
        language: str = "",
        fallback: str = "",
        names: Sequence[str] = KEPT,
    ) -> Viewer:
        """zone, language: where the request names none; then comes its Accept-Language, and
        the language `fallback` last.

        names: of the parameters that links repeat.
        """
        kept = {name: request.GET[name] for name in names if request.GET.get(name)}
        if request.GET.get("zone") in time_zones():
            zone = kept["zone"] = request.GET["zone"]
        header = request.headers.get("Accept-Language", "")
        locale = choose_locale(kept.get("lang", ""), language, header, fallback)
        return cls(locale, ZoneInfo(zone), kept)

    @property
    def say(self) -> Sentences:
        return LANGUAGES[self.locale.language]

    @property
    def say_host(self) -> AgendaSentences:
        return AGENDAS[self.locale.language]

    @property
    def words(self) -> Wording:
        return Wording(self.locale, self.zone)

    @property
    def direction(self) -> str:
        return "rtl" if self.locale.language in RIGHT_TO_LEFT else "ltr"

    @property
    def is_embedded(self) -> bool:
        return self.kept.get("embed") == "1"

    @property
    def has_chosen_zone(self) -> bool:
        return "zone" in self.kept

    def link(self, path: str, /, **more: object) -> str:
        """A link that repeats what is kept. more: further parameters; None leaves one out."""
        wanted = {**self.kept, **more}
        query = urlencode(
            {name: value for name, value in wanted.items() if value is not None}, safe=":"
        )
        return f"{path}?{query}" if query else path


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """Cached: reading the files of the time zone database takes some 10 ms."""
    return frozenset(zoneinfo.available_timezones())


def zone_options(viewer: Viewer, moment: datetime) -> SafeString:
    """The options of a `select`: the viewer's zone, and those of the world by continent; with their
    offsets on that day.
    """
    zone = viewer.zone.key
    label = f"{city(zone, viewer.locale)} ({_offset(viewer.zone, moment)})"
    own = format_html('<option value="{}" selected>{}</option>', zone, label)
    noon = moment.astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    return own + _world(viewer.locale, _offsets(noon))


@lru_cache(maxsize=1)
def _places() -> dict[str, ZoneInfo]:
    """The zones that are named after a place. Cached: reading their files takes some 50 ms."""
    zones = get_global("zone_territories").keys() & time_zones()
    names = sorted(each for each in zones if "/" in each and not each.startswith("Etc/"))
    return {name: ZoneInfo(name) for name in names}


@lru_cache(maxsize=800)
def _offsets(moment: datetime) -> tuple[str, ...]:
    """Of the places."""
    return tuple(_offset(each, moment) for each in _places().values())


@lru_cache(maxsize=160)
def _world(locale: Locale, offsets: tuple[str, ...]) -> SafeString:
    """Cached by offsets, which change on some fifteen days a year, since it takes some 50 ms."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, offset in zip(_places(), offsets, strict=True):
        label = f"{city(name, locale)} ({offset})"
        groups.setdefault(name.partition("/")[0], []).append((label, name))
    options = {
        continent: format_html_join("", '<option value="{1}">{0}</option>', sorted(found))
        for continent, found in sorted(groups.items())
    }
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', options.items())


def _offset(zone: ZoneInfo, moment: datetime) -> str:
    offset = f"{moment.astimezone(zone):%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"
