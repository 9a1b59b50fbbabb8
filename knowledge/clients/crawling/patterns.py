"""Which addresses are alike: pages of a calendar, a list that is sorted and filtered, a numbered
series. Together they get a share of a crawl's pages, so that they never use up all.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

import httpx2

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember"
)
# The last segments of a path, as calendars have them: 2027, 2027-01, 2027/01/15, january-2027.
_DATE = re.compile(
    rf"(?:(?:week|day|month|year|w|d)-?)?\d{{1,4}}(?:[-_.]\d{{1,2}}){{0,2}}"
    rf"|(?:{_MONTHS})(?:[-_]?\d{{2,4}})?|\d{{2,4}}[-_]?(?:{_MONTHS})|today|tomorrow|week|month|day",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_DATE_NAMES = re.compile(
    r"(?:cal(?:endar)?_?|event_?|tribe-bar-|start_?|end_?|from_?|to_?)?"
    r"(?:date|day|month|year|week|time|yr|mo|dy|datum|monat|jahr|tag|mois|jour|annee|mes|dia)s?"
    r"|from|to|ical|timestamp",
    re.IGNORECASE,
)
_FACET_NAMES = re.compile(
    r"(?:sort|order|orderby|sort_?by|dir|direction|filter|facet|refine|colou?r|size|brand|price"
    r"|min_?price|max_?price|price_?(?:min|max|from|to)|availability|limit|per_?page|pagesize|display"
    r"|pa_\w+|attr(?:ibute)?_?\w*|f|fq|filters?_\w+)s?(?:\[[^\]]*\])*",
    re.IGNORECASE,
)
_VIEWS = re.compile(r"view|mode|layout|style", re.IGNORECASE)
_LISTS = frozenset("list grid print compact gallery table month week day agenda".split())
_NUMBER = re.compile(r"\d+")
# Dates by their values, and the letters that are names of their parts: "?y=2027&m=3", "?m=202703".
_DATE_VALUE = re.compile(r"(?:19|20|21)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?(?:T.*)?")
_PARTS_OF_DATES = frozenset("ymdw")
_PACKED = re.compile(r"(?:19|20|21)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?")


class Group(NamedTuple):
    """key: equal for addresses that are alike.

    is_endless: True if more of them say nothing new, as in a calendar.
    """

    key: str
    is_endless: bool


def group_of(address: str) -> Group | None:
    """None for an address that stands for itself."""
    url = httpx2.URL(address)
    segments = [each for each in url.path.split("/") if each]
    asked = parse_qsl(url.query.decode("ascii", errors="replace"), keep_blank_values=True)
    dated = _dated_from(segments)
    if dated is not None:
        return Group("/" + "/".join([*segments[:dated], "<date>"]), is_endless=True)
    path = "/" + "/".join(segments)
    if asked:
        is_endless = _is_dated(asked) or any(_is_endless(name, value) for name, value in asked)
        return Group(f"{path}?{'<list>' if is_endless else ''}", is_endless)
    if segments and _NUMBER.search(segments[-1]):
        return Group(_NUMBER.sub("<number>", path), is_endless=False)
    return None


def _dated_from(segments: list[str]) -> int | None:
    """Where the date begins that a path ends with, if it does."""
    begin = len(segments)
    while begin and _DATE.fullmatch(segments[begin - 1]):
        begin -= 1
    dated = segments[begin:]
    return begin if any(_YEAR.search(each) for each in dated) and begin else None


def _is_dated(asked: list[tuple[str, str]]) -> bool:
    if any(_DATE_VALUE.fullmatch(value) for _, value in asked):
        return True
    letters = {name: value for name, value in asked if name.lower() in _PARTS_OF_DATES}
    if any(_PACKED.fullmatch(value) for value in letters.values()):
        return True
    return len(letters) > 1 and all(value.isdigit() for value in letters.values())


def _is_endless(name: str, value: str) -> bool:
    if _VIEWS.fullmatch(name):
        return value.lower() in _LISTS
    return bool(_DATE_NAMES.fullmatch(name) or _FACET_NAMES.fullmatch(name))
