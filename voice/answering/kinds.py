"""Kinds of answers: how a question asks for one, and how a text contains one.

English in full; also the question words of German, French and Spanish.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a question asks for."""

    MONEY = "money"
    TIME = "time"
    DURATION = "duration"
    QUANTITY = "quantity"
    PLACE = "place"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    ANY = "any"


def _one_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in alternatives), re.IGNORECASE)


# What may precede a question word: "Hi, until when", "and on which day".
_LEAD = (
    r"^\W*(?:(?:hi|hello|hey|and|but|so|please|ok|also)\b[\s,]*)*"
    r"(?:(?:by|until|till|on|from|since|in|at|to|with|for) )?"
)
_NOT_MONEY = r"(?!time|space|storage|data|luggage|weight|insurance|notice)"

# The first match wins: kinds asked for by name, then question words, then weaker signs.
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.EMAIL,
        _one_of(
            r"\be-?mail address\b",
            r"\bwhat(?:'s| is)\b.*\be-?mail\b",
            r"\b(?:your|the|which|what) e-?mail\b",
        ),
    ),
    (
        Kind.PHONE,
        _one_of(
            r"\b(?:what|which|your|the)\b.*\b(?:tele)?phone number\b",
            r"^(?:tele)?phone number\b",
            r"\b(?:hot-?line|emergency number)\b",
            r"\bwh(?:om|o|at|ich)(?: number)? (?:do|can|should|must) (?:i|we) (?:call|ring)\b",
            r"\bnumber (?:(?:do|can|should) (?:i|we)|to) (?:call|ring|phone|dial|reach)\b",
            r"\bby (?:tele)?phone\b",
            r"\b(?:telefonnummer|teléfono|numéro de téléphone)\b",
        ),
    ),
    (Kind.WEB, _one_of(r"\b(?:url|website|web site|web page)\b")),
    (
        Kind.DURATION,
        _one_of(
            _LEAD + r"how (?:long|soon|fast|quickly|often|early|far (?:ahead|in advance))\b",
            _LEAD + r"how many (?:days|weeks|months|hours|minutes|years|times)\b",
            _LEAD + r"(?:wie lange|wie oft|combien de temps|cuánto (?:tiempo|tarda))\b",
        ),
    ),
    (
        Kind.TIME,
        _one_of(
            _LEAD + r"(?:when|how late)\b",
            _LEAD + r"(?:what|which) (?:times?|days?|dates?|hours|months?|year)\b",
            _LEAD + r"(?:wann|um wie ?viel uhr|quand|à quelle heure|cuándo|a qué hora)\b",
            r"\b(?:opening|business|office|closing|consulting|working) (?:hours|times)\b",
            r"\bwhat are (?:your|the) (?:\w+ )?(?:hours|times)\b",
            r"\b(?:hours|times)\b(?: (?:on|for|in)\b.*)?\W*$",
            r"\b(?:öffnungszeiten|horarios?|horaires)\b",
        ),
    ),
    (
        Kind.PLACE,
        _one_of(
            _LEAD + r"(?:where|wo|woher|wohin|où|dónde)\b",
            _LEAD + r"which (?:countries|country|city|cities|street|address)\b",
            r"\b(?:your|the|what'?s the|street|postal) address\b",
            r"\blocated\b",
        ),
    ),
    (
        Kind.PERSON,
        _one_of(
            _LEAD + r"(?:who|whom|whose|wer|wem|qui|quién|quiénes)\b",
            r"\bname of the (?:owner|manager|chef|head|director|doctor)\b",
        ),
    ),
    (
        Kind.MONEY,
        _one_of(
            _LEAD
            + rf"how much {_NOT_MONEY}(?:is|are|was|do|does|did|will|would|for|it|you|to|per)\b",
            _LEAD + rf"how much {_NOT_MONEY}(?:an?|the)\b",
            _LEAD + r"how (?:expensive|cheap)\b",
            _LEAD + r"(?:was kostet|wie ?viel kostet|combien coûte|cuánto cuesta)",
            r"\b(?:what|which|how (?:high|big|large))\b.*\b(?:prices?|costs?|fees?|charges?)\b",
            r"\b(?:what|which|how (?:high|big|large))\b.*\b(?:deposit|fine|fare|pay|owe|budget)\b",
            r"^\W*(?:the )?(?:price|cost|fee)\b",
            r"\b(?:prices?|how much)\W*$",
            r"\b(?:preis|prix|precio)\b",
        ),
    ),
    (
        Kind.QUANTITY,
        _one_of(
            r"\bhow (?:many|much|big|large|old|high|heavy|tall|deep|wide|far)\b",
            r"\bwhat (?:size|percentage|percent|weight|age)\b",
            r"\b(?:maximum|minimum|max|min)\b",
            r"\b(?:wie ?viele?|combien|cuánt[oa]s)\b",
        ),
    ),
)

_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_NUMBER = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|half"
    r"|once|twice|first|second|third|unlimited|no|none)\b)"
)
_UNIT = r"(?:seconds?|minutes?|mins?|hours?|h|days?|weeks?|months?|years?|nights?)"
_CURRENCY = r"(?:[$€£¥₹]|usd|eur|gbp|chf|inr|dollars?|euros?|pounds?|cents?|francs?|rupees?)"
_NAME = r"[A-ZÀ-Þ][a-zß-ÿ'’-]+"  # noqa: RUF001

_HOLDS: dict[Kind, re.Pattern[str]] = {
    Kind.EMAIL: _one_of(r"[\w.+-]+@[\w-]+\.\w+"),
    Kind.PHONE: _one_of(r"\+?\d[\d ()./-]{5,}\d", r"\b\d{3}\b"),
    Kind.WEB: _one_of(
        r"https?://", r"www\.", r"\b[\w-]+\.(?:com|org|net|io|de|fr|es|uk|eu|co|example)\b"
    ),
    Kind.MONEY: _one_of(
        r"[$€£¥₹]\s?\d",
        rf"\d\s?(?:{_CURRENCY}|percent|per cent|%)",
        r"\b\d+[.,]\d{2}\b",
        r"\b(?:free|no charge|no cost|at no|without charge|included|half|full (?:price|fee))\b",
        r"\b(?:gratis|kostenlos|gratuit)\b",
    ),
    Kind.TIME: _one_of(
        r"\d\s?(?:[ap]\.?m\b|uhr\b|h\b)",
        r"\d{1,2}[:.h]\d{2}",
        r"\d{1,2}\s?[-–]\s?\d{1,2}",  # noqa: RUF001
        rf"\b(?:{_DAYS}|{_MONTHS}|\d{{4}})\b",
        r"\d(?:st|nd|rd|th)\b",
        rf"\b(?:{_UNIT}|weekends?|noon|midnight|season|quarter)\b",
        r"\b(?:daily|always|never|closed|once|twice|annually|immediately|at once|end of)\b",
        r"\b(?:around the clock|24/7)\b",
    ),
    Kind.DURATION: _one_of(
        rf"{_NUMBER}[\w\s-]{{0,20}}\b{_UNIT}\b",
        r"\b(?:unlimited|daily|weekly|monthly|yearly|once|twice|every)\b",
        r"\d",
    ),
    Kind.QUANTITY: _one_of(_NUMBER),
    # A first and last name, a title, or an address to write to. Case matters.
    Kind.PERSON: re.compile(rf"[\w-]+@|\b{_NAME} (?:[A-Z]\. )?{_NAME}\b|\b(?:Mr|Mrs|Ms|Dr|Prof)\b"),
    Kind.PLACE: _one_of(
        r"[\w-]+@",
        r"\b(?:in|at|on|near|behind|under|next to|opposite|from|to|by|beside|into|via)\b",
        r"\b(?:street|road|lane|avenue|floor|building|strasse|straße)\b",
        r"\d",
    ),
}

# Words that ask for a kind and do not describe the subject.
SAID: dict[Kind, frozenset[str]] = {
    Kind.MONEY: frozenset("cost costs price prices charge charges expensive cheap".split()),
    Kind.TIME: frozenset(
        "time times day days date dates hour hours when late open opens opening close closes closed"
        " closing".split()
    ),
    Kind.DURATION: frozenset("days weeks months hours minutes years times take takes".split()),
    Kind.QUANTITY: frozenset(),
    Kind.PLACE: frozenset("address located where".split()),
    Kind.PERSON: frozenset({"name"}),
    Kind.PHONE: frozenset("phone telephone number numbers call ring dial reach hotline".split()),
    Kind.EMAIL: frozenset("email e-mail address".split()),
    Kind.WEB: frozenset("url website web site page address".split()),
    Kind.ANY: frozenset(),
}


def kind_asked_for(question: str) -> Kind:
    """The kind of answer that a question asks for."""
    return next((kind for kind, asks in _ASKS if asks.search(question)), Kind.ANY)


def contains_kind(kind: Kind, text: str) -> bool:
    """True if `text` contains what a question of this kind asks for; always true for ANY."""
    pattern = _HOLDS.get(kind)
    return pattern is None or pattern.search(text) is not None
