"""The booking pages in ten languages, in every time zone, and in every color."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import asdict
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.models import Calendar
from scheduling.pages.colors import BLACK, DARK_GROUND, LIGHT_GROUND, WHITE, contrast, style_of
from scheduling.sentences import LANGUAGES, RIGHT_TO_LEFT, Wording, as_label, choose_locale
from scheduling.tests.booking_pages import page, read
from scheduling.tests.fixtures import NOW, at

each_language = pytest.mark.parametrize("code", LANGUAGES)


@each_language
def test_a_language_fills_in_what_english_does(code: str) -> None:
    said = asdict(LANGUAGES[code])

    for name, english in asdict(LANGUAGES["en"]).items():
        assert said[name].strip() == said[name] != ""
        assert re.findall(r"\{\w+\}", said[name]).sort() == re.findall(r"\{\w+\}", english).sort()
        assert {*re.findall(r"\{\w+\}", said[name])} == {*re.findall(r"\{\w+\}", english)}


@each_language
@pytest.mark.usefixtures("page_clock")
def test_the_page_speaks_the_language(calendar: Calendar, client: Client, code: str) -> None:
    answers = [
        client.get(page(calendar, f"?lang={code}")),
        client.get(page(calendar), headers={"Accept-Language": f"xx, {code}-ZZ;q=0.8, en;q=0.1"}),
    ]

    direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    for each in answers:
        assert f'<html lang="{code}" dir="{direction}">' in each.content.decode()
        assert LANGUAGES[code].book_title in read(each)
    assert read(answers[0]) == read(answers[1])


@pytest.mark.parametrize(
    ("wanted", "locale"),
    [
        ("de-AT,de;q=0.9", "de_AT"),
        ("fr;q=0.2, es;q=0.8", "es"),
        ("fr;q=0, pt-BR", "pt_BR"),
        ("*", "en"),
        ("xx", "en"),
        ("", "en"),
        ("de;q=nan, it;q=1e9", "de"),
        (",".join(["xx"] * 20 + ["de"]), "en"),
    ],
)
def test_the_language_of_a_browser_is_chosen(wanted: str, locale: str) -> None:
    assert str(choose_locale("", wanted)) == locale


@each_language
def test_every_zone_of_the_world_has_words(code: str) -> None:
    for zone in zoneinfo.available_timezones():
        words = Wording(Locale(code), ZoneInfo(zone))
        assert zone in words.zone_at(NOW)
        assert words.span(at(9), at(10))


@settings(deadline=None, derandomize=True)
@given(st.binary(min_size=3, max_size=3))
def test_every_color_is_made_readable(color: bytes) -> None:
    style = style_of(f"#{color.hex()}")

    shades = [tuple(bytes.fromhex(each)) for each in re.findall(r"#([\da-f]{6})", style)]
    brand, on_brand, light, dark = shades
    assert brand == tuple(color)
    assert on_brand in (WHITE, BLACK)
    for text, ground in ((on_brand, brand), (light, LIGHT_GROUND), (dark, DARK_GROUND)):
        assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("color", ["", "red", "#12345", "#1234567", "#zzzzzz", "}</style>"])
def test_what_is_no_color_is_the_usual_one(color: str) -> None:
    assert style_of(color) == style_of("#1d4ed8")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("fr", "lundi 1er mars 2027, 10:00 – 11:00"),
        ("fr_CH", "lundi, 1er mars 2027, 10:00 – 11:00"),
        ("ar", "الاثنين، 1 مارس 2027، 10:00 ص – 11:00 ص"),
        ("ja", "2027年3月1日月曜日 10:00 – 11:00"),
        ("de", "Montag, 1. März 2027, 10:00 – 11:00"),
    ],
)
def test_dates_and_times_stand_as_the_language_writes_them(code: str, shown: str) -> None:
    words = Wording(Locale.parse(code), ZoneInfo("UTC"))

    written = words.span(at(10, day=1), at(11, day=1))

    assert " ".join(written.split()) == " ".join(shown.split())
    assert words.moment(at(10, day=1)) == written.partition(" –")[0]


@pytest.mark.parametrize(
    ("label", "code", "shown"),
    [
        ("When", "en", "When:"),
        ("Quand", "fr", "Quand\u202f:"),
        ("First time?", "en", "First time?"),
        ("هل هذه أول مرة؟", "ar", "هل هذه أول مرة؟"),
        ("初めてですか？", "ja", "初めてですか？"),
        ("日時", "ja", "日時:"),
    ],
)
def test_a_label_ends_once(label: str, code: str, shown: str) -> None:
    assert as_label(label, code) == shown
