"""Number formats of spreadsheets, such as `#,##0.00 "€"`: values as the sheet shows them.

Colors and widths mean nothing here; numbers have the point and comma of the format itself.
"""

from __future__ import annotations

import operator
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from knowledge.clients.parsing import date_formats
from knowledge.clients.parsing.currency_signs import stands_behind

_MAX_CODE = 500  # characters of a format; Excel takes 255
_MAX_WHOLE, _MAX_DECIMALS = 25, 20  # digits of a number that are rounded; Excel knows 15
_EXACT = Context(prec=_MAX_WHOLE + _MAX_DECIMALS + 1, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<gap>_.)|\*.'
    r"|\[\$-(?P<language>[0-9A-F]{3,8})[^\]]*\]"
    r"|\[\$(?P<currency>[^\]-]*)(?:-(?P<currency_language>[^\]]*))?\]"
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<condition>[<>=]+-?[\d.]+)\]|\[[^\]]*\]"
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digits>[0#?]+)|(?P<sign>[.,%/@;])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_BEHIND = "currency_behind"  # a currency that its language writes behind the number
_LITERAL = ("quoted", "escaped", "currency", _BEHIND, "other")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_DENOMINATOR = re.compile(r"0*[1-9]\d{0,4}")
_HOLDS = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


class Token(NamedTuple):
    """kind: a group of `_TOKEN`; "" for what shows nothing."""

    kind: str
    text: str


_POINT, _COMMA, _SLASH, _PERCENT, _AT, _END = (Token("sign", sign) for sign in ".,/%@;")


class Format:
    """A number format. is_1904: if days are counted from 1904."""

    def __init__(self, code: str, *, is_1904: bool = False) -> None:
        parts: list[list[Token]] = [[]]
        for token in _tokens(code if len(code) <= _MAX_CODE else "General"):
            if token == _END:
                parts.append([])
            else:
                parts[-1].append(token)
        self._sections = [_Section(_with_currency_behind(part), is_1904=is_1904) for part in parts]
        self._is_general = code == "General"
        self._has_conditions = any(each.condition for each in self._sections)

    def number(self, value: float) -> str:
        if self._is_general:
            return general(value)
        section, is_unsigned = self._section(value)
        return " ".join(section.number(abs(value) if is_unsigned else value).split())

    def text(self, text: str) -> str:
        """A text: formats of four parts say in the last how it looks, those with an @ too."""
        last = self._sections[-1]
        is_meant = len(self._sections) > 3 or (len(self._sections) == 1 and last.is_text)
        return last.text(text) if is_meant else text

    def _section(self, value: float) -> tuple[_Section, bool]:
        """The part for a value, and True if it shows the value without its sign."""
        parts = self._sections[:3]
        if self._has_conditions:
            return next((part for part in parts if part.holds(value)), parts[-1]), False
        if value < 0 and len(parts) > 1:
            return parts[1], True
        return parts[2 if value == 0 and len(parts) > 2 else 0], False


class _Section:
    """One of up to four parts of a format: for positive, negative, zero, and texts."""

    def __init__(self, tokens: list[Token], *, is_1904: bool) -> None:
        self._tokens = tokens
        self._is_1904 = is_1904
        self._kinds = {token.kind for token in tokens}
        self.condition = next((each.text for each in tokens if each.kind == "condition"), "")
        self.is_text = _AT in tokens

    def holds(self, value: float) -> bool:
        match = _CONDITION.fullmatch(self.condition)
        return match is None or bool(_HOLDS[match[1]](value, float(match[2])))

    def text(self, text: str) -> str:
        return self._around(text)

    def number(self, value: float) -> str:
        if self._kinds & {"date", "elapsed", "half"}:
            shown = date_formats.shown(value, self._tokens, is_1904=self._is_1904)
            return general(value) if shown is None else shown
        if "general" in self._kinds or self.is_text:
            return self._around(general(value))
        digits = _digits(self._tokens, Decimal(repr(abs(value))))
        is_zero = "0" in digits and not any(digit in digits for digit in "123456789")
        return digits if value >= 0 or is_zero else f"-{digits}"

    def _around(self, value: str) -> str:
        """The literals of the part, with the value in its place."""
        is_place = [token.kind == "general" or token == _AT for token in self._tokens]
        pairs = zip(self._tokens, is_place, strict=True)
        return "".join(value if here else literal(token) for token, here in pairs)


def general(value: float) -> str:
    return f"{value:.15g}"


def literal(token: Token) -> str:
    if token.kind == "gap":
        return " "
    return token.text if token.kind in _LITERAL or token.text == "%" else ""


def _tokens(code: str) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(code)]


def _token(match: re.Match[str]) -> Token:
    if (currency := match["currency"]) is not None:
        is_behind = stands_behind(match["currency_language"] or "")
        return Token(_BEHIND if is_behind else "currency", currency)
    return Token(match.lastgroup or "", match[match.lastgroup or 0])


def _with_currency_behind(tokens: list[Token]) -> list[Token]:
    """The tokens, with a currency before the digits behind them if its language has it there."""
    digits = [index for index, token in enumerate(tokens) if token.kind == "digits"]
    begin = next((i for i, token in enumerate(tokens) if token.kind == _BEHIND), len(tokens))
    if not digits or begin > digits[0]:
        return tokens
    end = max(digits) + 1
    while end < len(tokens) and tokens[end] in (_COMMA, _PERCENT):
        end += 1
    number = tokens[begin + 1 : end]
    while number[0].text.isspace():
        number.pop(0)
    return [*tokens[:begin], *number, Token("quoted", " "), tokens[begin], *tokens[end:]]


def _digits(tokens: list[Token], value: Decimal) -> str:
    places = [index for index, token in enumerate(tokens) if token.kind == "digits"]
    if not places:
        return "".join(map(literal, tokens))
    value *= 100 ** sum(token.text == "%" for token in tokens if token.kind == "sign")
    if any(token.kind == "exponent" for token in tokens):
        return _scientific(tokens, value)
    if _SLASH in tokens:
        return _fraction(tokens, value)
    # Commas behind the last digit divide by a thousand each.
    end = tokens.index(_POINT) if _POINT in tokens else len(tokens)
    last_whole = max((index for index in places if index < end), default=-1)
    behind = tokens[last_whole + 1 : end] + tokens[max(places) + 1 :]
    is_grouped = _COMMA in tokens[: last_whole + 1]
    value = value.scaleb(-3 * (_leading_commas(behind) if last_whole >= 0 else 0))
    return _plain(tokens, value, end=end, is_grouped=is_grouped)


def _leading_commas(tokens: list[Token]) -> int:
    count = 0
    while count < len(tokens) and tokens[count] == _COMMA:
        count += 1
    return count


def _plain(tokens: list[Token], value: Decimal, *, end: int, is_grouped: bool) -> str:
    """A number with its whole digits before the token `end`, and its decimals behind."""
    whole = "".join(token.text for token in tokens[:end] if token.kind == "digits")
    decimals = "".join(token.text for token in tokens[end:] if token.kind == "digits")
    digits, _, after = f"{_rounded(value, len(decimals)):f}".partition(".")
    digits = digits.lstrip("0").rjust(len(whole), "_")
    digits = "".join(
        digit if digit != "_" else {"0": "0", "?": " "}.get(whole[index - len(digits)], "")
        for index, digit in enumerate(digits)
    )
    if is_grouped:
        digits = _grouped(digits)
    while after and decimals[len(after) - 1] != "0" and after[-1] == "0":
        after = after[:-1]
    shown = []
    left = sum(token.kind == "digits" for token in tokens[:end])
    for index, token in enumerate(tokens):
        if token.kind != "digits":
            shown.append("." if token == _POINT and index == end else literal(token))
        elif index < end:
            left -= 1
            # Digits go from the right into the places; the first takes what is over.
            behind = sum(len(t.text) for t in tokens[index + 1 : end] if t.kind == "digits")
            cut = len(digits) - behind if left and not is_grouped else len(digits)
            shown.append(digits[: max(cut, 0)])
            digits = digits[max(cut, 0) :]
        else:
            shown.append(after[: len(token.text)])
            after = after[len(token.text) :]
    return "".join(shown)


def _grouped(digits: str) -> str:
    """Digits with a comma before every three; leading zeros stay."""
    number = digits.lstrip()
    first = len(number) % 3 or 3
    parts = [number[:first], *(number[at : at + 3] for at in range(first, len(number), 3))]
    return digits[: len(digits) - len(number)] + ",".join(parts)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    if value.adjusted() > _MAX_WHOLE:
        return value
    unit = Decimal(1).scaleb(-min(decimals, _MAX_DECIMALS))
    return value.quantize(unit, context=_EXACT)


def _scientific(tokens: list[Token], value: Decimal) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    head, tail = tokens[:at], tokens[at + 1 :]
    end = head.index(_POINT) if _POINT in head else len(head)
    step = max(1, sum(len(token.text) for token in head[:end] if token.kind == "digits"))
    decimals = sum(len(token.text) for token in head[end:] if token.kind == "digits")
    exponent = value.adjusted() // step * step if value else 0
    mantissa = _rounded(value.scaleb(-exponent), decimals)
    if mantissa >= 10**step:
        exponent += step
        mantissa = value.scaleb(-exponent)
    digits = sum(len(token.text) for token in tail if token.kind == "digits")
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    behind = "".join(map(literal, tail))
    shown = _plain(head, mantissa, end=end, is_grouped=False)
    return f"{shown}E{sign}{abs(exponent):0{digits}}{behind}"


def _fraction(tokens: list[Token], value: Decimal) -> str:
    from fractions import Fraction

    at = tokens.index(_SLASH)
    places = [index for index in range(at) if tokens[index].kind == "digits"]
    below = "".join(token.text for token in tokens[at + 1 :] if token.kind in ("digits", "other"))
    exact = Fraction(value)
    fixed = _DENOMINATOR.match(below)
    if fixed is not None:
        denominator = int(fixed[0])
        numerator = int(exact * denominator + Fraction(1, 2))
    else:
        near = exact.limit_denominator(10 ** min(len(below.strip()), 5) - 1 or 9)
        numerator, denominator = near.numerator, near.denominator
    whole, rest = divmod(numerator, denominator) if len(places) > 1 else (0, numerator)
    head = "".join(map(literal, tokens[: places[0]])) if places else ""
    if not rest:
        return f"{head}{whole}"
    return f"{head}{f'{whole} ' if whole else ''}{rest}/{denominator}"
