"""The text of a Word paragraph as Word shows it, and what hangs on it: text boxes and notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from knowledge.clients.parsing.docx_styles import Styles
from knowledge.clients.parsing.office import descendants, is_on

_NOTHING = Element("nothing")
# Removed by a tracked change, or instructions; neither is shown.
_LEFT_OUT = frozenset(
    "del moveFrom delText instrText delInstrText rPr pPr rt rubyPr sdtPr sdtEndPr fldData".split()
)
_SPACES = frozenset("tab ptab br cr".split())
_SIGNS = {"noBreakHyphen": "-", "softHyphen": ""}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
# Characters of Wingdings that mean something: check marks and boxes.
_SYMBOLS = {"F0FC": "✓", "F0FB": "✗", "F0FE": "☒", "F0A8": "☐", "F052": "☑"}


class Inline(NamedTuple):
    """A paragraph's text. boxes: the contents of its text boxes. notes: (part, id) of its notes.

    fields: the names of the fields whose results are in the text, such as PAGE.
    """

    text: str
    boxes: list[Element]
    notes: list[tuple[str, str]]
    fields: set[str]


class RunReader:
    """Reads paragraph by paragraph, since a field can begin in one and end in another.

    hidden: the number of characters that were left out because the document hides them.
    """

    def __init__(self, styles: Styles, *, is_ground_white: bool) -> None:
        self._styles = styles
        self._is_ground_white = is_ground_white
        self._fields: list[str | None] = []  # open ones: None while the instruction lasts
        self._instruction = ""
        self.hidden = 0

    def read(self, paragraph: Element, *, is_on_page: bool) -> Inline:
        """is_on_page: False in a table or text box, whose ground may have any color."""
        properties = paragraph.find("pPr")
        self._properties = _NOTHING if properties is None else properties
        self._judges_white = is_on_page and self._is_ground_white
        self._inline = Inline("", [], [], {name for name in self._fields if name})
        return self._inline._replace(text="".join(self._texts(paragraph)))

    def _texts(self, parent: Element) -> Iterator[str]:
        for child in parent:
            name = child.tag
            if name == "r":
                yield from self._run(child)
            elif name == "fldSimple":
                self._inline.fields.add(_field_name(child.get("instr", "")))
                yield from self._texts(child)
            elif name == "sdt":
                if is_on(child.find("sdtPr/showingPlcHdr")) is not True:
                    yield from self._texts(child)
            elif name == "AlternateContent":
                yield from self._texts(alternative(child))
            elif name in ("oMath", "oMathPara"):
                yield "".join(each.text or "" for each in descendants(child, "t"))
            elif name not in _LEFT_OUT:
                yield from self._texts(child)

    def _run(self, run: Element) -> Iterator[str]:
        properties = run.find("rPr")
        if properties is not None and properties.find("del") is not None:
            return
        boxes, notes = list(self._inline.boxes), list(self._inline.notes)
        text = "".join(self._pieces(run))
        if self._is_hidden(properties):
            self.hidden += len(text.strip())
            self._inline.boxes[:], self._inline.notes[:] = boxes, notes
        else:
            yield text

    def _is_hidden(self, run: Element | None) -> bool:
        if self._styles.is_hidden(self._properties, run):
            return True
        return self._judges_white and self._styles.is_white(self._properties, run)

    def _pieces(self, parent: Element) -> Iterator[str]:
        """The pieces of a run, following its fields."""
        for child in parent:
            name = child.tag
            if name == "fldChar":
                self._follow(child.get("fldCharType", ""))
            elif name == "instrText":
                self._instruction += child.text or ""
            elif None in self._fields or name in _LEFT_OUT:
                continue
            elif name == "t":
                yield child.text or ""
            elif name in _SPACES:
                yield "\n" if name in ("br", "cr") else "\t"
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name == "sym":
                yield _SYMBOLS.get(child.get("char", "").upper(), "")
            elif name in _NOTES:
                self._inline.notes.append((_NOTES[name], child.get("id", "")))
            elif name in ("drawing", "pict", "object"):
                self._inline.boxes.extend(_boxes(child))
            elif name == "AlternateContent":
                yield from self._pieces(alternative(child))
            elif name == "ruby":
                for base in child.iterfind("rubyBase"):
                    yield from self._texts(base)

    def _follow(self, mark: str) -> None:
        if mark == "begin":
            self._fields.append(None)
            self._instruction = ""
        elif mark == "separate" and self._fields:
            name = _field_name(self._instruction)
            self._fields[-1] = name
            self._inline.fields.add(name)
        elif mark == "end" and self._fields:
            self._fields.pop()


def alternative(choices: Element) -> Element:
    """The first of alternatives that has text; a shape is mostly given twice."""
    shown = (each for each in choices if next(descendants(each, "t"), None) is not None)
    return next(shown, _NOTHING)


def _boxes(drawing: Element) -> Iterator[Element]:
    """The contents of text boxes in a drawing, those inside another's left to it."""
    for child in drawing:
        if child.tag == "txbxContent":
            yield child
        elif child.tag == "AlternateContent":
            yield from _boxes(alternative(child))
        else:
            yield from _boxes(child)


def _field_name(instruction: str) -> str:
    words = instruction.split(maxsplit=1)
    return words[0].upper() if words else ""
