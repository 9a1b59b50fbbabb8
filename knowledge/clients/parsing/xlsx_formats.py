"""Values of a workbook's cells as the sheet shows them, by the number formats of its styles."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from knowledge.clients.parsing.number_formats import Format, general
from knowledge.clients.parsing.office import number

# The codes that files name by number only. 27 to 36 and 50 to 58 are dates in East Asia.
_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "$#,##0;-$#,##0",
    6: "$#,##0;-$#,##0",
    7: "$#,##0.00;-$#,##0.00",
    8: "$#,##0.00;-$#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: '#,##0;(#,##0);"-"',
    42: '$#,##0;($#,##0);"-"',
    43: '#,##0.00;(#,##0.00);"-"',
    44: '$#,##0.00;($#,##0.00);"-"',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "m/d/yyyy"),
}
_WHITE = ("FFFFFFFF", "00FFFFFF", "FFFFFF")


class CellStyles:
    """root: of styles.xml, or an empty element. is_1904: if days are counted from 1904."""

    def __init__(self, root: Element, *, is_1904: bool) -> None:
        codes = dict(_BUILT_IN)
        for each in root.iterfind("numFmts/numFmt"):
            codes[number(each.get("numFmtId"))] = each.get("formatCode", "")
        formats: dict[str, Format] = {}
        fonts = [_is_white(font.find("color")) for font in root.iterfind("fonts/font")]
        fills = [_is_plain(fill) for fill in root.iterfind("fills/fill")]
        self._styles: list[tuple[Format, bool]] = []
        for style in root.iterfind("cellXfs/xf"):
            code = codes.get(number(style.get("numFmtId")), "General")
            if code not in formats:
                formats[code] = Format(code, is_1904=is_1904)
            font, fill = number(style.get("fontId")), number(style.get("fillId"))
            is_white = _at(fonts, font) is True and _at(fills, fill) is not False
            self._styles.append((formats[code], is_white))
        self._plain = Format("General", is_1904=is_1904)

    def format(self, style: str) -> Format:
        index = number(style)
        return self._styles[index][0] if 0 <= index < len(self._styles) else self._plain

    def is_white(self, style: str) -> bool:
        """True for white text on a cell that is not filled."""
        index = number(style)
        return self._styles[index][1] if 0 <= index < len(self._styles) else False


def number_text(text: str, format_: Format) -> str:
    """A cell's number as the sheet shows it."""
    try:
        value = float(text)
    except ValueError:
        return text
    return format_.number(value) if abs(value) < 1e300 else general(value)


def _is_white(color: Element | None) -> bool:
    if color is None:
        return False
    is_tinted = color.get("tint", "0") not in ("0", "0.0")
    return color.get("rgb", "").upper() in _WHITE or (color.get("theme") == "0" and not is_tinted)


def _is_plain(fill: Element) -> bool:
    pattern = fill.find("patternFill")
    if pattern is None:
        return fill.find("gradientFill") is None
    kind = pattern.get("patternType", "none")
    return kind == "none" or (kind == "solid" and _is_white(pattern.find("fgColor")))


def _at(values: list[bool], index: int) -> bool | None:
    return values[index] if 0 <= index < len(values) else None
