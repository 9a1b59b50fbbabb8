"""How somebody looks at the booking pages: language, time zone, and whether inside a frame."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
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
        names: Sequence[str] = KEPT,
    ) -> Viewer:
        """zone, language: where the request names none; its Accept-Language comes last.

        names: of the parameters that links repeat.
        """
        kept = {name: request.GET[name] for name in names if request.GET.get(name)}
        if request.GET.get("zone") in time_zones():
            zone = kept["zone"] = request.GET["zone"]
        header = request.headers.get("Accept-Language", "")
        locale = choose_locale(kept.get("lang", ""), language, header)
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


def zone_options(viewer: Viewer, now: datetime) -> SafeString:
    """The options of a `select`: the viewer's zone, and those of the world by continent."""
    label = _zone_label(viewer.zone.key, viewer.locale, now)
    own = format_html('<option value="{}" selected>{}</option>', viewer.zone.key, label)
    return own + _world(viewer.locale, now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=40)
def _world(locale: Locale, now: datetime) -> SafeString:
    """Cached for an hour, since it takes some 100 ms."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in get_global("zone_territories").keys() & time_zones():
        continent, is_place, _ = name.partition("/")
        if is_place and continent != "Etc":
            groups.setdefault(continent, []).append((name, _zone_label(name, locale, now)))
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (continent, format_html_join("", '<option value="{}">{}</option>', found))
            for continent, found in sorted(
                (continent, sorted(each, key=itemgetter(1))) for continent, each in groups.items()
            )
        ),
    )


def _zone_label(name: str, locale: Locale, now: datetime) -> str:
    offset = f"{now.astimezone(ZoneInfo(name)):%z}"
    return f"{city(name, locale)} (UTC{offset[:3]}:{offset[3:5]})"
