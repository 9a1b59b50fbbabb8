"""Dates, times and durations of spreadsheets as their number formats show them.

A date of numbers alone is written as 2027-03-09: whether 3/9 is in March or in September depends on
who reads it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.clients.parsing.number_formats import Token

_DAY = 86_400  # seconds
_MAX_DAYS = 2_958_465  # the end of the year 9999
_LEAP_1900 = 60  # the 29th of February 1900, which Excel believes in
_ENGLISH = 0x09
# By the language that a format may name, as Windows numbers them: months and weekdays.
_NAMES = {
    _ENGLISH: (
        "January February March April May June July August September October November December",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    0x07: (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    ),
    0x0A: (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
    ),
    0x0C: (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ),
    0x10: (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ),
    0x13: (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    ),
    0x16: (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    ),
}


def shown(value: float, tokens: Sequence[Token], *, is_1904: bool) -> str | None:
    """value: days. None for what is no date."""
    if not 0 <= value <= _MAX_DAYS:
        return None
    total = round(value * _DAY)
    letters = _letters(tokens)
    names = set(filter(None, letters))
    if any(token.kind == "elapsed" for token in tokens):
        return _rendered(tokens, letters, total, None)
    date = _date(total // _DAY, is_1904=is_1904)
    has_date = any(name[0] in "yMd" for name in names)
    has_time = any(name[0] in "hms" for name in names)
    if has_date and date is None:
        return _clock(total, names) if has_time else None
    year = any(name[0] == "y" for name in names)
    if date is not None and year and names & {"d", "dd"} and names & {"M", "MM"}:
        if not names & {"ddd", "dddd"}:
            has_time = has_time and total % _DAY > 0
            return date.isoformat() + (f" {_clock(total, names)}" if has_time else "")
    return _rendered(tokens, letters, total, date)


def _date(days: int, *, is_1904: bool) -> datetime.date | None:
    if is_1904:
        return datetime.date(1904, 1, 1) + datetime.timedelta(days) if days < 2_957_000 else None
    if days < 1:
        return None
    return datetime.date(1899, 12, 30 if days > _LEAP_1900 else 31) + datetime.timedelta(days)


def _letters(tokens: Sequence[Token]) -> list[str]:
    """The date letters of each token, months as M; "" for other tokens."""
    letters = [token.text.lower() if token.kind in ("date", "elapsed") else "" for token in tokens]
    found = [index for index, each in enumerate(letters) if each]
    for position, index in enumerate(found):
        before = letters[found[position - 1]] if position else ""
        after = letters[found[position + 1]] if position + 1 < len(found) else ""
        is_minute = before.startswith("h") or after.startswith("s")
        if letters[index][0] == "m" and tokens[index].kind == "date" and not is_minute:
            letters[index] = letters[index].upper()
    return letters


def _clock(total: int, names: set[str]) -> str:
    seconds = f":{total % 60:02}" if names & {"s", "ss"} and total % 60 else ""
    return f"{total // 3600 % 24:02}:{total // 60 % 60:02}{seconds}"


def _rendered(
    tokens: Sequence[Token], letters: Sequence[str], total: int, date: datetime.date | None
) -> str:
    from knowledge.clients.parsing.number_formats import literal

    is_half = any(token.kind == "half" for token in tokens)
    codes = [int(token.text, 16) & 0x3FF for token in tokens if token.kind == "language"]
    language = codes[0] if codes and codes[0] in _NAMES else _ENGLISH
    text = ""
    for index, (token, name) in enumerate(zip(tokens, letters, strict=True)):
        if token.kind == "elapsed":
            text += f"{total // {'h': 3600, 'm': 60, 's': 1}[name[0]]:0{len(name)}}"
        elif token.kind == "half":
            text += "AM" if total // 3600 % 24 < 12 else "PM"
        elif not name:
            is_fraction = any(each.kind == "digits" for each in tokens[index + 1 : index + 2])
            text += token.text if token.text in "/,." and not is_fraction else literal(token)
        elif name[0] in "hms":
            text += _part_of_time(name, total, is_half=is_half)
        elif date is not None:
            text += _part_of_date(name, date, language)
    return text


def _part_of_time(name: str, total: int, *, is_half: bool) -> str:
    hour = total // 3600 % 24
    if is_half:
        hour = (hour - 1) % 12 + 1
    value = {"h": hour, "m": total // 60 % 60, "s": total % 60}[name[0]]
    return f"{value:0{min(len(name), 2)}}"


def _part_of_date(name: str, date: datetime.date, language: int) -> str:
    if name[0] == "y":
        return f"{date.year:04}"[2 if len(name) < 3 else 0 :]
    months, weekdays = (names.split() for names in _NAMES[language])
    if name[0] == "M":
        value, word = date.month, months[date.month - 1]
    else:
        value, word = date.day, weekdays[date.weekday()]
    if len(name) < 3:
        return f"{value:0{len(name)}}"
    return {3: word[:3], 5: word[:1]}.get(len(name), word)
