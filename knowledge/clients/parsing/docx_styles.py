"""The styles of a Word document: what makes a heading, a numbered paragraph, or hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from knowledge.clients.parsing.office import is_on, number

_MAX_CHAIN = 20  # styles based on each other; a hostile file makes a circle
_HEADING = re.compile(r"heading (\d)")
_CONTENTS = re.compile(r"toc (\d|heading)|table of figures")
_BODY_LEVEL = 9  # the outline level of text that is no heading
_NO_FILL = ("", "auto", "FFFFFF")


class _Looks(NamedTuple):
    """What properties say of how text looks; None if they say nothing."""

    is_hidden: bool | None = None
    is_white: bool | None = None
    is_shaded: bool | None = None


class Styles:
    """root: of styles.xml, or an empty element."""

    def __init__(self, root: Element) -> None:
        self._styles = {style.get("styleId", ""): style for style in root.iterfind("style")}
        self._default = ""
        for style in root.iterfind("style[@type='paragraph']"):
            if style.get("default", "0") in ("1", "true", "on"):
                self._default = style.get("styleId", "")
        self._basic = _looks(root.find("docDefaults/rPrDefault/rPr"))
        self._known: dict[str, _Looks] = {}

    def heading_level(self, paragraph: Element) -> int | None:
        """The level of a paragraph that is a heading, from 1. paragraph: its properties."""
        own = paragraph.find("outlineLvl")
        if own is not None:
            return _level(own)
        for style in self._chain(self.of_paragraph(paragraph)):
            name = _name(style)
            if name == "title":
                return 1
            if (heading := _HEADING.fullmatch(name)) is not None:
                return int(heading[1])
            if (level := style.find("pPr/outlineLvl")) is not None:
                return _level(level)
        return None

    def is_contents(self, paragraph: Element) -> bool:
        """True for a line of a table of contents, which repeats a heading."""
        chain = self._chain(self.of_paragraph(paragraph))
        return any(_CONTENTS.fullmatch(_name(style)) for style in chain)

    def of_paragraph(self, paragraph: Element) -> str:
        named = paragraph.find("pStyle")
        return self._default if named is None else named.get("val", "")

    def numbering(self, style: str) -> Element | None:
        """The numbering that a style gives to its paragraphs."""
        found = (each.find("pPr/numPr") for each in self._chain(style))
        return next((each for each in found if each is not None), None)

    def is_hidden(self, paragraph: Element, run: Element | None) -> bool:
        """True for text with these properties that Word does not show."""
        direct, of_run, of_paragraph = self._layers(paragraph, run)
        if direct.is_hidden is not None:
            return direct.is_hidden
        said = [each.is_hidden for each in (of_run, of_paragraph) if each.is_hidden is not None]
        if not said:
            return bool(self._basic.is_hidden)
        # In two styles, a switch of the one turns over that of the other.
        return said.count(True) == 1

    def is_white(self, paragraph: Element, run: Element | None) -> bool:
        """True for white text on a ground that is white as far as the text's properties say."""
        layers = [*self._layers(paragraph, run), self._basic]
        if not _first(each.is_white for each in layers):
            return False
        shaded = [each.is_shaded for each in layers]
        return not _first([shaded[0], _is_filled(paragraph.find("shd")), *shaded[1:]])

    def _layers(self, paragraph: Element, run: Element | None) -> tuple[_Looks, _Looks, _Looks]:
        """The looks said directly, by the run's style, and by the paragraph's style."""
        named = run.find("rStyle") if run is not None else None
        of_run = _Looks() if named is None else self._looks_of(named.get("val", ""))
        return _looks(run), of_run, self._looks_of(self.of_paragraph(paragraph))

    def _looks_of(self, style: str) -> _Looks:
        if style not in self._known:
            chain = list(self._chain(style))
            looks = [_looks(each.find("rPr")) for each in chain]
            fills = [_is_filled(each.find("pPr/shd")) for each in chain]
            self._known[style] = _Looks(
                _first(each.is_hidden for each in looks),
                _first(each.is_white for each in looks),
                _first([*(each.is_shaded for each in looks), *fills]),
            )
        return self._known[style]

    def _chain(self, style: str) -> Iterator[Element]:
        """A style and those that it is based on."""
        for _ in range(_MAX_CHAIN):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            based_on = found.find("basedOn")
            style = "" if based_on is None else based_on.get("val", "")


def _looks(properties: Element | None) -> _Looks:
    if properties is None:
        return _Looks()
    hidden = [is_on(properties.find(name)) for name in ("vanish", "webHidden")]
    said = [each for each in hidden if each is not None]
    color, highlight = properties.find("color"), properties.find("highlight")
    shaded = _is_filled(properties.find("shd"))
    return _Looks(
        any(said) if said else None,
        None if color is None else color.get("val", "").upper() == "FFFFFF",
        shaded if highlight is None else highlight.get("val") not in ("none", "white"),
    )


def _is_filled(shading: Element | None) -> bool | None:
    if shading is None:
        return None
    plain = shading.get("val") in ("clear", "nil", None) and shading.get("themeFill") is None
    return not (plain and shading.get("fill", "").upper() in map(str.upper, _NO_FILL))


def _first(values: Iterable[bool | None]) -> bool | None:
    return next((value for value in values if value is not None), None)


def _level(outline: Element) -> int | None:
    level = number(outline.get("val"), otherwise=_BODY_LEVEL)
    return level + 1 if 0 <= level < _BODY_LEVEL else None


def _name(style: Element) -> str:
    name = style.find("name")
    return "" if name is None else name.get("val", "").lower()
