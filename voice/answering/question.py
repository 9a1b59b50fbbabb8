"""What a question asks for: its subject words, the kind of answer, whether it is a yes-or-no question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from voice.answering.calendar_words import MONTHS, days_meant
from voice.answering.words import Word, is_identifier, subject_words


class Kind(StrEnum):
    """What an answer must hold to be one."""

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


_LEAD = r"^\W*(?:(?:hi|hello|hey|and|but|so|please|ok|also)\b[\s,]*)*(?:(?:by|until|till|on|from|since|in|at|to|with|for) )?"
# First match wins: what is asked for by name, then the question word, then looser signs.
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            Kind.EMAIL,
            r"\be-?mail address\b|\bwhat(?:'s| is)\b.*\be-?mail\b|\b(?:your|the|which|what|what is the|what's the) e-?mail\b(?!s)",
        ),
        (
            Kind.PHONE,
            r"\b(?:what|which|your|the)\b.*\b(?:tele)?phone number\b|\bhot-?line\b|\bwh(?:om|o|at|ich)(?: number)? (?:do|can|should|must) (?:i|we) (?:call|ring|phone)\b"
            r"|\bnumber (?:(?:do|can|should) (?:i|we)|to) (?:call|ring|phone|dial|reach)\b|\bby (?:tele)?phone\b|^(?:tele)?phone number\b|\bemergency number\b"
            r"|\btelefonnummer\b|\bteléfono\b|\bnuméro de téléphone\b",
        ),
        (Kind.WEB, r"\b(?:url|website|web site|web page)\b"),
        (
            Kind.DURATION,
            _LEAD + r"(?:how (?:long|soon|fast|quickly|often|early|far (?:ahead|in advance)|many (?:days|weeks|months|hours|minutes|years|times))"
            r"|wie lange|wie oft|combien de temps|cuánto (?:tiempo|tarda))\b",
        ),
        (
            Kind.TIME,
            _LEAD + r"(?:when|wen|(?:what|which|wat) (?:time|times|day|days|date|dates|hours|month|months|year)|how late|wann|um wie ?viel uhr|quand|à quelle heure|cuándo|a qué hora)\b(?! happens)"
            r"|\b(?:opening|business|office|closing|consulting|working|working) (?:hours|times)\b|\bwhat are (?:your|the) (?:\w+ )?(?:hours|times)\b|\böffnungszeiten\b|\bhorarios?\b"
            r"|\b(?:hours|times)\b(?: (?:on|for|in)\b.*)?\W*$",
        ),
        (Kind.PLACE, _LEAD + r"(?:where|wher|which (?:countries|country|city|cities|street|address)|wo|woher|wohin|où|dónde)\b|\b(?:your|the|what'?s the|street|postal) address\b|\blocated\b"),
        (Kind.PERSON, _LEAD + r"(?:who|whom|whose|wer|wen|wem|qui|quién|quiénes)\b|\bname of the (?:owner|manager|chef|head|director|doctor)"),
        (
            Kind.MONEY,
            _LEAD + r"(?:how much (?!time|space|storage|data|luggage|weight|insurance|notice)(?:is|are|was|do|does|did|will|would|for|it|you|to|per|a|an|the)\b|how (?:expensive|cheap)|was kostet|wie ?viel kostet|combien coûte|cuánto cuesta)"
            r"|\b(?:what|how high|how big|how large|which)\b.*\b(?:price|cost|costs|fee|fees|charge|charges|deposit|fine|fare|pay|owe|budget)\b|^\W*(?:the )?(?:price|cost|fee)\b|\bprices?\W*$|\bpreis\b|\bprix\b|\bprecio\b|\bhow much\W*$",
        ),
        (
            Kind.QUANTITY,
            r"\bhow (?:many|much|big|large|old|high|heavy|tall|deep|wide|far)\b|\bwhat (?:size|percentage|percent|weight|age)\b|\b(?:maximum|minimum|max|min)\b|\bwie ?viele?\b|\bcombien\b|\bcuánt[oa]s\b",
        ),
    )
)

_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_NUMBER = r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|half|once|twice|first|second|third|unlimited|no|none)\b)"
_HOLDS: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in (
        (Kind.EMAIL, r"(?i)[\w.+-]+@[\w-]+\.\w+"),
        (Kind.PHONE, r"(?:\+?\d[\d ()./-]{5,}\d)|\b\d{3}\b"),
        (Kind.WEB, r"(?i)https?://|www\.|\b[\w-]+\.(?:com|org|net|io|de|example|eu|co)\b"),
        (
            Kind.MONEY,
            r"(?i)[$€£¥₹]\s?\d|\bhalf\b|\bfull (?:price|fee)\b|\d\s?(?:[$€£¥₹]|usd|eur|gbp|chf|inr|dollars?|euros?|pounds?|cents?|francs?|rupees?|percent|per cent|%)"
            r"|\b(?:free|no charge|no cost|at no|without charge|included|gratis|kostenlos|gratuit)\b|\b\d+[.,]\d{2}\b",
        ),
        (
            Kind.TIME,
            rf"(?i)\d\s?(?:[ap]\.?m\b|uhr\b|h\b)|\d{{1,2}}[:.h]\d{{2}}|\b{_DAYS}\b|\b{_MONTHS}\b|\b\d{{4}}\b|\b(?:daily|days?|night|weekends?|end of|immediately|at once|noon|midnight|weeks?|months?|hours?|always|never|closed|around the clock|24/7|season|quarter|years?|minutes?|annually|once|twice)\b|\d(?:st|nd|rd|th)\b"
            r"|\d{1,2}\s?[-–]\s?\d{1,2}",  # noqa: RUF001
        ),
        (
            Kind.DURATION,
            rf"(?i){_NUMBER}[\w\s-]{{0,20}}\b(?:seconds?|minutes?|mins?|hours?|h|days?|weeks?|months?|years?|nights?)\b|\bunlimited\b|\b(?:daily|weekly|monthly|yearly|once|twice)\b|\bevery\b|\d",
        ),
        (Kind.QUANTITY, rf"(?i){_NUMBER}"),
        # A name and a surname, a title, or somewhere to write to.
        (Kind.PERSON, r"[\w-]+@|\b[A-ZÀ-Þ][a-zß-ÿ'’-]+ (?:[A-Z]\. )?[A-ZÀ-Þ][a-zß-ÿ'’-]+\b|\b(?:Mr|Mrs|Ms|Dr|Prof)\b"),  # noqa: RUF001
        (
            Kind.PLACE,
            r"(?i)[\w-]+@|\b(?:in|at|on|near|behind|under|next to|opposite|from|to|by|beside|into|via)\b|\b(?:street|road|lane|avenue|floor|building|strasse|straße)\b|\d",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    subject: the words that carry its meaning, in order, each once.
    specific: those of them that name one thing and no other: numbers, codes, names, days, months.
    asks_only: the subject is nothing but what is asked for ("phone number?", "Where are you?").
    closed: can be answered by yes or no ("Do you …?", "Can I …?").
    """

    text: str
    kind: Kind
    subject: tuple[Word, ...]
    specific: frozenset[str]
    asks_only: bool
    closed: bool


_CLOSED = re.compile(
    r"^\W*(?:and |but |so |hi,? |hello,? )?(?:do|does|did|is|are|was|were|can|could|may|might|must|should|shall|will|would|have|has|am"
    r"|gibt|kann|darf|ist|sind|hat|haben|est-ce|puis-je|avez|puedo|hay|tienen)\b",
    re.IGNORECASE,
)


# "how long", "how high": asks for the answer's kind, says nothing of its subject.
_MEASURE = re.compile(r"\bhow (\w+)", re.IGNORECASE)
_SAID_BY_KIND: dict[Kind, frozenset[str]] = dict.fromkeys(Kind, frozenset()) | {
    kind: frozenset(words.split())
    for kind, words in (
        (Kind.MONEY, "cost costs price prices charge charges expensive cheap"),
        (Kind.TIME, "time times tims day days date dates hour hours when late"),
        (Kind.DURATION, "days weeks months hours minutes years times take takes"),
        (Kind.PHONE, "phone telephone number numbers call ring dial reach hotline"),
        (Kind.EMAIL, "email e-mail address"),
        (Kind.WEB, "url website web site page address"),
        (Kind.PLACE, "address located where"),
        (Kind.PERSON, "name"),
    )
}
ASKING_WORDS = frozenset(word for said in _SAID_BY_KIND.values() for word in said)


def analyse(text: str) -> Question:
    """Take a question apart."""
    kind = next((kind for kind, asks in _ASKS if asks.search(text)), Kind.ANY)
    found = subject_words(text)
    measure = {match[1].lower() for match in _MEASURE.finditer(text)} | _SAID_BY_KIND[kind]
    subject = tuple(word for word in found if word.text not in measure)
    return Question(
        text=text,
        kind=kind,
        subject=subject or tuple(found),
        asks_only=not subject,
        specific=frozenset(word.text for word in subject if _is_specific(word, text)),
        closed=_CLOSED.match(text) is not None,
    )


def _is_specific(word: Word, text: str) -> bool:
    if is_identifier(word.text) or word.text in MONTHS or days_meant(word.text):
        return True
    # A capital says "name" except at the beginning, where every sentence has one; an
    # abbreviation says it anywhere, unless the whole question is shouted.
    spelling = text[word.start : word.end]
    begins = not text[: word.start].strip(" \"'¿¡(") or text[: word.start].rstrip()[-1:] in ".!?"
    if sum(c.isupper() for c in spelling) >= 2:
        return not text.isupper()
    return spelling[0].isupper() and not begins and not text.istitle()


def holds(kind: Kind, text: str) -> bool:
    """Does `text` hold what a question of this kind asks for? Always true of questions for anything."""
    pattern = _HOLDS.get(kind)
    return pattern is None or pattern.search(text) is not None
