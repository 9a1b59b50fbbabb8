"""Splits text into words, and compares words by stem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# "LO-2010", "e-mail", "o'clock", "rx@clinic.example", "10:30", "3.5" are one word each.
_WORD = re.compile(r"[^\W_]+(?:['’.,:@/_+-][^\W_]+)*", re.UNICODE)
_JOINT = re.compile(r"[^\W_]+", re.UNICODE)

# Words that make up questions besides their subject. English in full; the most common ones of
# German, French and Spanish, the other languages agents are most often asked in.
FUNCTION_WORDS = frozenset(
    """
    a about above after again all also am an and any anybody anyone anything are as at be because
    been before being below between both but by can cannot could did do does doing done down during
    each either else ever every for from further get gets getting give gives go goes going got had
    has have having he her here hers herself hi him himself his how i i'd i'll i'm i've if in into
    is isn't it it's its itself just know let let's like ll many may maybe me might mine more most
    much must my myself need needs no nor not now of off ok on once one only or other our ours out
    over own please possible same say shall she should so some somebody someone something such
    take tell than thank thanks that that's the their them then there there's these they thing
    things this those through to too under until up upon us use very want was way we well were
    what what's whats wat when when's wen where where's which while who who's whom whose why will
    with within without would yes yet you your yours yourself am're you're we're they're don't
    doesn't didn't can't won't wouldn't couldn't shouldn't im ive dont cant does
    per mean means called wat wats
    offer offers offered provide provides available happen happens happened
    der die das den dem des ein eine einen einem eines und oder ist sind war haben hat habe ich du
    er sie es wir ihr mein dein kann können konnte darf muss soll wie was wann wo wer warum welche
    welcher welches für mit von zu zum zur im am an auf bei nach aus gibt nicht auch bitte man
    le la les un une des du de et ou est sont je tu il elle nous vous ils mon votre vos que quoi
    quel quelle quels quelles quand où qui comment combien pour avec dans sur par ne pas
    el los las una unos unas y o es son yo tú usted ustedes su mi qué cuál cuándo cuánto cuánta
    dónde quién cómo por para con en del al se hay no puedo puede tienen tiene
    """.split()
)


# Verbs and similar words that fit any subject. They carry little weight, since few documents repeat
# them.
GENERIC_WORDS = frozenset(
    """
    accept actually add allowed anything ask available back become begin bring buy call change
    check choose come contact cost deal detail details enter exactly exist expect fill find
    handle happen have help hold include included involved keep kind leave like look looking lot
    make mean meet move name new next normal normally open order people person policies policy
    possible put reach receive regular regularly right run see send set show sort start stay
    still stop support talk time today tomorrow try turn type usually visit wait whole wish work
    write yesterday during currently anywhere online please
    """.split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `text` in lower case, and its position in characters."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """All words of `text`, in order."""
    return [Word(m[0].lower().replace("’", "'"), m.start(), m.end()) for m in _WORD.finditer(text)]


def vocabulary(text: str) -> frozenset[str]:
    """The distinct words of `text`, and the parts of compound ones."""
    whole = {word.lower().replace("’", "'") for word in _WORD.findall(text)}
    return frozenset(whole.union(*(_JOINT.findall(word) for word in whole)))


def is_identifier(word: str) -> bool:
    """True for a code, a number or an address, which is matched exactly, never by similarity."""
    return any(c.isdigit() for c in word) or "@" in word


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without the most common English endings; good enough to compare two words."""
    if is_identifier(word):
        return word
    word = word.removesuffix("'s")
    for ending, rest in (
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + rest
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 4 else word


def subject_words(text: str) -> list[Word]:
    """The words that carry a question's meaning, in order, each once."""
    found: dict[str, Word] = {}
    for word in words(text):
        if _carries_meaning(word, text):
            found.setdefault(word.text, word)
    return list(found.values())


def _carries_meaning(word: Word, text: str) -> bool:
    spelling = text[word.start : word.end]
    if spelling.isupper() and len(spelling) > 1 and not text.isupper():
        return True  # "IT" is not "it"
    return word.text not in FUNCTION_WORDS and (len(word.text) > 1 or word.text.isdigit())
