"""Facts of a text that can be checked literally: numbers, money, times, days, addresses.

Each is a short string, normalized so that the same fact is always spelled the same: "2 pm" and
"14:00", "two weeks" and "14 days", "EUR 12.50" and "12,50 €".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from voice.answering.calendar_words import days_meant

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|eu|de|fr|es|at|ch"
    r"|co\.uk|example)\b(?:/[^\s<>\"')\]]*)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b")  # "LO-2010"
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00?(?=\d))?\d[\d ()/-]{5,}\d(?!\w)")
_CLOCK = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:[:.h](\d\d))?\s*([ap])\.?\s?m\b\.?|(?<![\d:])([01]?\d|2[0-4]):(\d\d)(?!\d)"
    r"|(?<![\d.,:])(\d{1,2})(?:[:.](\d\d))?\s*(?:uhr|o'?clock|h(?=\d\d\b|\b))(\d\d)?",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|to|and|until|till)\s*$", re.I)  # noqa: RUF001
_NUMBER = re.compile(r"(?<![\w])\d+(?:(?:[.,'’]|[  ](?=\d{3}\b))\d+)*")  # noqa: RUF001
_CURRENCIES = {
    "eur": r"€|\beur(?:os?)?\b",
    "usd": r"\$|\busd\b|\bdollars?\b",
    "gbp": r"£|\bgbp\b|\bpounds?\b",
    "chf": r"\bchf\b|\bfrancs?\b|\bfranken\b",
    "inr": r"₹|\binr\b|\brupees?\b",
    "jpy": r"¥|\bjpy\b|\byen\b",
}
_CURRENCY = {code: re.compile(spelled, re.IGNORECASE) for code, spelled in _CURRENCIES.items()}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = "thirty forty fifty sixty seventy eighty ninety hundred".split()
_SPELLED = {word: str(value) for value, word in enumerate(_SMALL)} | {
    word: str(value) for value, word in zip(range(30, 101, 10), _TENS, strict=True)
}
_SPELLED["twice"] = "2"
_SPELLED_NUMBER = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b", re.IGNORECASE)
# The number of the smallest unit: minutes, or months. Other units are compared by name.
_UNITS = {
    r"min(?:ute)?s?": ("minutes", 1),
    r"h(?:ou)?rs?|hours?|h|stunden?": ("minutes", 60),
    r"(?:(?:business|working|calendar|opening)[ -])?days?|tagen?|jours?|días?": ("minutes", 1440),
    r"weeks?|wochen?|semaines?|semanas?": ("minutes", 10080),
    r"months?|monaten?|mois|mes(?:es)?": ("months", 1),
    r"years?|jahren?|ans?|años?": ("months", 12),
    r"%|per ?cent|prozent": ("%", 1),
    r"km|kilomet(?:er|re)s?": ("km", 1),
    r"kg|kilos?|kilograms?": ("kg", 1),
}
_UNIT = re.compile(
    r"\s?-?(?:" + "|".join(f"({spelled})" for spelled in _UNITS) + r")(?![^\W\d_])", re.IGNORECASE
)
_MONTHS = (
    "jan(?:uary|uar|vier|uar[iy])?|enero",
    "feb(?:ruary|ruar)?|février|febrero",
    "mar(?:ch|zo|s)?|märz",
    "apr(?:il)?|avril|abril",
    "may|mai|mayo",
    "jun(?:e|i|io)?|juin",
    "jul(?:y|i|io)?|juillet",
    "aug(?:ust)?|août|agosto",
    "sept?(?:ember|embre|iembre)?",
    "o[ck]t(?:ober|obre|ubre)?",
    "nov(?:ember|embre|iembre)?",
    "de[cz](?:ember|embre)?|décembre|diciembre",
)
_MONTH = re.compile("|".join(rf"\b({spelled})\b(?=\.?\W)" for spelled in _MONTHS), re.IGNORECASE)


@lru_cache(maxsize=8192)
def stated_facts(text: str) -> frozenset[str]:
    """The facts of a sentence, all of which its evidence must contain."""
    return frozenset(_facts(text, generous=False))


@lru_cache(maxsize=8192)
def supported_facts(text: str) -> frozenset[str]:
    """The facts that a text supports: those of `stated_facts`, and every other reading of them."""
    return frozenset(_facts(text, generous=True))


def _facts(text: str, *, generous: bool) -> Iterator[str]:
    text = f"{text} "
    for match in _MAIL.finditer(text):
        yield f"mail:{match[0].lower()}"
    text = _MAIL.sub(" ", text)
    for match in _LINK.finditer(text):
        yield f"link:{_link(match[0])}"
    text = _LINK.sub(" ", text)
    yield from (f"day:{day}" for day in days_meant(text) if generous or _is_named(day, text))
    yield from (f"currency:{code}" for code, spelled in _CURRENCY.items() if spelled.search(text))
    for match in _ISO_DATE.finditer(text):
        yield from (f"n:{int(match[1])}", f"month:{int(match[2])}", f"n:{int(match[3])}")
    text = _ISO_DATE.sub(" ", text)
    for match in _MONTH.finditer(text):
        # "may", "mars" and similar words are months only next to a number.
        near = text[max(match.start() - 6, 0) : match.end() + 6]
        if match[0][0].isupper() and (len(match[0]) > 4 or any(c.isdigit() for c in near)):
            yield f"month:{(match.lastindex or 0)}"
    for match in _PHONE.finditer(text):
        if len(digits := re.sub(r"\D", "", match[0])) >= 7:
            yield f"phone:{digits.lstrip('0')}"
            text = text.replace(match[0], " ", 1)
    for match in _CODE.finditer(text):
        if any(c.isdigit() for c in match[0]) and any(c.isalpha() for c in match[0]):
            yield f"code:{match[0].lower()}"
    yield from _times(text, generous)
    yield from _numbers(_CLOCK.sub(" ", text), generous)


def _link(text: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", text.lower()).rstrip(".,;:!?/")


def _is_named(day: str, text: str) -> bool:
    """True if the day is named. The days between the ends of a range are only implied."""
    name = day if day.startswith("week") else day[:3]
    return re.search(rf"\b{name}", text, re.IGNORECASE) is not None


def _times(text: str, generous: bool) -> Iterator[str]:
    for match in _CLOCK.finditer(text):
        hour = int(match[1] or match[4] or match[6])
        minute = int(match[2] or match[5] or match[7] or match[8] or 0)
        half = (match[3] or "").lower()
        if hour > 24 or minute > 59:
            continue
        hour = (hour % 12 + (12 if half == "p" else 0)) if half else hour
        yield f"time:{hour % 24 * 60 + minute}"
        if generous:
            yield from (f"n:{hour}", f"n:{hour % 12 or 12}")
        if generous and (before := _RANGE_BEFORE.search(text, 0, match.start())):
            first = int(before[1]) % 12 * 60 + int(before[2] or 0)
            yield from (f"time:{first}", f"time:{first + 720}")  # "9 to 5 pm", "7 to 10:30"
    if re.search(r"\bnoon\b|\bmidday\b|\bmittags?\b", text, re.IGNORECASE):
        yield "time:720"
    if re.search(r"\bmidnight\b|\bmitternacht\b", text, re.IGNORECASE):
        yield "time:0"


def _numbers(text: str, generous: bool) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        first, *others = _readings(match[0])
        yield from _with_unit(first, text[match.end() :], generous)
        if generous:
            for other in others:
                yield from _with_unit(other, text[match.end() :], generous)
    for match in _SPELLED_NUMBER.finditer(text):
        after = text[match.end() :]
        # "One" is a number in "one week", not in "the one you bought".
        if generous or match[0].lower() != "one" or _UNIT.match(after):
            yield from _with_unit(_SPELLED[match[0].lower()], after, generous)


def _with_unit(value: str, after: str, generous: bool) -> Iterator[str]:
    """Yield a number with its unit as a quantity.

    It says nothing about the same number of another unit.
    """
    unit = _UNIT.match(after)
    if unit is None:
        yield f"n:{value}"
        return
    name, factor = list(_UNITS.values())[(unit.lastindex or 1) - 1]
    yield f"{name}:{_spell(Decimal(value) * factor)}"
    if generous:
        yield f"n:{value}"


def _readings(number: str) -> list[str]:
    """Readings of a number, likeliest first: "1,250" can be 1250 or 1.25."""
    parts = re.split(r"[.,'’  ]", number)  # noqa: RUF001
    joined = "".join(parts)
    if len(parts) == 1:
        return [_spell(Decimal(joined))]
    decimal = _spell(Decimal("".join(parts[:-1]) + "." + parts[-1]))
    whole = _spell(Decimal(joined))
    return [whole, decimal] if len(parts[-1]) == 3 else [decimal, whole]


def _spell(value: Decimal) -> str:
    return f"{value.normalize():f}"
