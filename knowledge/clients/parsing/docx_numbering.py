"""List numbers of a Word document, as they are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from knowledge.clients.parsing.docx_styles import Styles
from knowledge.clients.parsing.office import is_on, number

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MAX_LETTERS = 20  # "aa…" for a number that nobody prints
_MAX_ROMAN = 4_999


class Numbering:
    """The lists of a document, each with the numbers that it has reached.

    root: of numbering.xml, or an empty element.
    """

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        self._lists = {each.get("numId", ""): each for each in root.iterfind("num")}
        self._abstract = {
            each.get("abstractNumId", ""): each for each in root.iterfind("abstractNum")
        }
        self._levels: dict[tuple[str, int], Element | None] = {}
        self._reached: dict[str, list[int | None]] = {}  # by abstract list, per level
        self._begun: set[tuple[str, int]] = set()  # lists and levels that have had a number

    def label(self, paragraph: Element) -> str | None:
        """The paragraph's number, counted on; "" for a bullet, None if it is in no list.

        paragraph: its properties.
        """
        style = self._styles.of_paragraph(paragraph)
        own, inherited = paragraph.find("numPr"), self._styles.numbering(style)
        list_id = _value(own, "numId") or _value(inherited, "numId")
        abstract_id, abstract = self._abstract_of(list_id)
        if abstract is None:
            return None
        depth = _value(own, "ilvl") or _value(inherited, "ilvl")
        level = number(depth) if depth else _level_of_style(abstract, style)
        if not 0 <= level < _LEVELS:
            return None
        return self._count(list_id, abstract_id, abstract, level)

    def _abstract_of(self, list_id: str) -> tuple[str, Element | None]:
        """What a list looks like, said by itself or by a numbering style."""
        found = self._lists.get(list_id)
        abstract_id = _value(found, "abstractNumId")
        abstract = self._abstract.get(abstract_id)
        style = _value(abstract, "numStyleLink")
        if style:
            linked = _value(self._styles.numbering(style), "numId")
            abstract_id = _value(self._lists.get(linked), "abstractNumId")
            abstract = self._abstract.get(abstract_id)
        return abstract_id, abstract

    def _count(self, list_id: str, abstract_id: str, abstract: Element, level: int) -> str:
        reached = self._reached.setdefault(abstract_id, [None] * _LEVELS)
        before = reached[level]
        restart = self._restart(list_id, level)
        if restart is not None:
            reached[level] = restart
        elif before is None:
            reached[level] = self._start(list_id, abstract, level)
        else:
            reached[level] = before + 1
        for above in range(level):
            if reached[above] is None:
                reached[above] = self._start(list_id, abstract, above)
        for below in range(level + 1, _LEVELS):
            if self._restarts_after(list_id, abstract, below, level):
                reached[below] = None
        return self._printed(list_id, abstract, level, reached)

    def _restart(self, list_id: str, level: int) -> int | None:
        """The number at which the list starts over here, if it does so for the first time."""
        if (list_id, level) in self._begun:
            return None
        self._begun.add((list_id, level))
        start = _value(self._override(list_id, level), "startOverride")
        return number(start, otherwise=1) if start else None

    def _override(self, list_id: str, level: int) -> Element | None:
        found = self._lists.get(list_id)
        return None if found is None else found.find(f"lvlOverride[@ilvl='{level}']")

    def _level(self, list_id: str, abstract: Element, level: int) -> Element | None:
        if (list_id, level) not in self._levels:
            override = self._override(list_id, level)
            own = None if override is None else override.find("lvl")
            found = abstract.find(f"lvl[@ilvl='{level}']") if own is None else own
            self._levels[list_id, level] = found
        return self._levels[list_id, level]

    def _start(self, list_id: str, abstract: Element, level: int) -> int:
        return number(_value(self._level(list_id, abstract, level), "start"), otherwise=1)

    def _restarts_after(self, list_id: str, abstract: Element, below: int, level: int) -> bool:
        """True if a number of `level` makes `below` start over."""
        after = _value(self._level(list_id, abstract, below), "lvlRestart")
        return not after or level < number(after, otherwise=_LEVELS)

    def _printed(
        self, list_id: str, abstract: Element, level: int, reached: list[int | None]
    ) -> str:
        own = self._level(list_id, abstract, level)
        if _value(own, "numFmt") == "bullet":
            return ""
        is_legal = own is not None and is_on(own.find("isLgl")) is True

        def place(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            value = reached[depth]
            format_ = _value(self._level(list_id, abstract, depth), "numFmt")
            return _formatted(value or 0, "decimal" if is_legal else format_)

        text = own.find("lvlText") if own is not None else None
        pattern = f"%{level + 1}." if text is None else text.get("val", "")
        return _PLACE.sub(place, pattern)


def _formatted(value: int, format_: str) -> str:
    return _FORMATS.get(format_, str)(value)


def _letters(value: int) -> str:
    """a to z, then aa to zz, as Word counts."""
    if value < 1:
        return str(value)
    times = (value - 1) // 26 + 1
    return chr(ord("a") + (value - 1) % 26) * times if times <= _MAX_LETTERS else str(value)


def _roman(value: int) -> str:
    if not 1 <= value <= _MAX_ROMAN:
        return str(value)
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10)
    return f"{value}{ending or 'th'}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "ordinal": _ordinal,
    "numberInDash": lambda value: f"- {value} -",
    "none": lambda value: "",
}


def _level_of_style(abstract: Element, style: str) -> int:
    for level in abstract.iterfind("lvl"):
        if style and _value(level, "pStyle") == style:
            return number(level.get("ilvl"))
    return 0


def _value(parent: Element | None, name: str) -> str:
    found = None if parent is None else parent.find(name)
    return "" if found is None else found.get("val", "")
