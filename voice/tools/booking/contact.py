"""Names, e-mail addresses and phone numbers in what somebody writes or says."""

from __future__ import annotations

import re

from voice.tools.booking.slips import distance
from voice.tools.booking.words.phrases import Phrases

MAX_NAME_LENGTH = 120
MAX_NAME_WORDS = 5
MIN_DIGITS = 6
MAX_DIGITS = 15

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_SPOKEN = (
    (re.compile(r"\s+(?:dot|punkt|point|punto|ponto)\s+", re.I), "."),
    (re.compile(r"\s+(?:dash|hyphen|minus|bindestrich|strich)\s+", re.I), "-"),
    (re.compile(r"\s+(?:underscore|unterstrich)\s+", re.I), "_"),
    (re.compile(r"\s*[(\[]\s*(?:at|ät)\s*[)\]]\s*|\s+(?:at|ät|klammeraffe|arroba)\s+", re.I), "@"),
)
_PHONE = re.compile(r"(?<![\w@.:/-])(?:\+|\(\+?)?\d[\d\s()./-]{4,}\d(?![\w@:])")
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{1,2}/\d{1,2}/\d{2,4})"
)
_LABEL = re.compile(
    r"(?:(?<!\w)(?:and|und|my|meine?|the|die|per|by|via|unter|at|on|mobile|cell|phone|e-?mail|mail)\s+){0,4}"
    r"(?<!\w)(?:tel|telefon(?:nummer)?|phone|mobile|cell|mobil(?:nummer)?|handy(?:nummer)?|fon|number"
    r"|nummer|nr|e-?mail(?:-?adresse)?|mail(?:adresse)?|address|adresse)"
    r"(?:\s+(?:number|address|is|ist|lautet|wäre))*\s*[.:=-]*\s*$",
    re.I,
)
_NAME_WORD = r"[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]*)*"
_SALUTATION = re.compile(r"^(?:mrs?\.?|ms\.?|miss|herrn?|frau)\s+(?=\w)", re.I)
_PARTICLES = set(
    "von vom zu zum zur der den dem und de del della di da dos du la le van ter y e".split()
)
_LAST_OF_ALPHABETS = "\u2e7f"  # beyond it a letter may be a whole name
_CAPITALIZED = r"(?:[^\W\d_a-zß][^\W\d_]*(?:['’.-][^\W\d_]*)*)"


def find_email(text: str, *, is_spoken: bool = False) -> tuple[str, str]:
    """The address and the text without it; "" for none. is_spoken: "ada at example dot com"."""
    if is_spoken and "@" not in text:
        for pattern, sign in _SPOKEN:
            text = pattern.sub(sign, text)
    found = _EMAIL.search(text)
    if found is None or len(found[0]) > 254:
        return "", text
    return found[0].strip(".'").lower(), _without(text, found)


def _without(text: str, found: re.Match[str]) -> str:
    """The text without an address or a number, and what it is called: "Tel.", "my mail is"."""
    return f"{_LABEL.sub('', text[: found.start()])} \n {text[found.end() :]}"


def find_phone(text: str, phrases: Phrases) -> tuple[str, str]:
    """The number, digits with a "+" if it has one, and the text without it."""
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        is_long = len(digits) > MIN_DIGITS or found[0].lstrip("(").startswith(("0", "+"))
        if MIN_DIGITS <= len(digits) <= MAX_DIGITS and is_long and not _DATE.search(found[0]):
            plus = "+" if "+" in found[0] else ""
            return plus + digits, _without(text, found)
    return _spoken_phone(text, phrases)


def _spoken_phone(text: str, phrases: Phrases) -> tuple[str, str]:
    words = "|".join(names for names, _ in phrases.digits)
    repeat = rf"(?:{phrases.double}|{phrases.triple})"
    one = rf"(?:plus|{repeat}\s+(?:{words}|\d)|{words}|\d+)"
    separator = r"[\s,;.–-]+"
    for found in re.finditer(rf"(?<!\w){one}(?:{separator}{one})+(?!\w)", text.lower()):
        if not re.search(rf"(?<!\w)(?:{words}|plus)(?!\w)", found[0]):
            continue
        digits = _digits_said(found[0], phrases)
        if MIN_DIGITS <= len(digits.lstrip("+")) <= MAX_DIGITS:
            return digits, f"{text[: found.start()]} \n {text[found.end() :]}"
    return "", text


def _digits_said(text: str, phrases: Phrases) -> str:
    said, times = "", 1
    for token in re.findall(r"\w+", text):
        if re.fullmatch(phrases.double, token):
            times = 2
        elif re.fullmatch(phrases.triple, token):
            times = 3
        elif token == "plus":
            said += "+"
        else:
            digit = next((d for names, d in phrases.digits if token in names.split("|")), token)
            said += digit * times
            times = 1
    return said


def find_name(
    text: str, phrases: Phrases, *, is_asked: bool, is_known: bool = False
) -> tuple[str, str]:
    """The name that somebody gives, and the text without it.

    is_asked: the name was asked for: then it may stand alone, in small letters too.
    is_known: it was given before: then only "my name is …" gives another.
    """
    word = rf"{_NAME_WORD}"
    ends = r"(?=\s*(?:[,;!?\n(]|\.(?:\s|$)|\s(?:and|und|et|y|e)\s|$))"
    strong = re.search(
        rf"(?<!\w)(?:{phrases.name})\s+((?:{word})(?:\s+{word}){{0,4}}?){ends}", text, re.I
    )
    if strong and (_is_name(strong[1], phrases) or _is_full_name(strong[1], phrases)):
        return _cleaned(strong[1]), f"{text[: strong.start()]} \n {text[strong.end() :]}"
    letters = word if is_asked else _CAPITALIZED
    weak = re.search(
        rf"(?<!\w)(?i:{phrases.weak_name})\s+({letters}(?:\s+{letters}){{0,3}}?){ends}", text
    )
    is_day = weak is not None and re.match(rf"(?:{phrases.day_names})\b", weak[1], re.I)
    if weak and not is_known and not is_day and _is_name(weak[1], phrases):
        return _cleaned(weak[1]), f"{text[: weak.start()]} \n {text[weak.end() :]}"
    return "", text


def corrected_name(text: str, name: str, known: str, phrases: Phrases) -> tuple[str, str]:
    """The known name as it is spelled now: "Petra Meyer, with y", "the surname is Meyer".

    name: the name that was found in the text already, which goes before.
    """
    words = known.split()
    if name:
        return " ".join(_respelled(name.split(), words) or [name]), text
    last = re.search(rf"(?<!\w)(?:{phrases.surname})\s+({_NAME_WORD})", text, re.I)
    if last and _is_name(last[1], phrases):
        return " ".join([*(words[:-1] or words), last[1]]), _cut(text, last)
    is_spelled = re.search(rf"(?i)(?<!\w)(?:{phrases.spelled})", text) is not None
    letters = _NAME_WORD if is_spelled and text == text.lower() else _CAPITALIZED
    for found in re.finditer(rf"(?<![\w@.]){letters}(?:\s+{letters})*", text):
        said = found[0].split()
        while said and not _is_name(said[0], phrases):
            said.pop(0)
        given = _respelled(said, words) if _is_name(" ".join(said), phrases) else []
        if given:
            return " ".join(given), _cut(text, found)
    return "", text


def _respelled(said: list[str], known: list[str]) -> list[str]:
    """A name that shares a word with the known one, or a word in place of the one like it."""
    kept = [word.casefold() for word in known]
    shared = [word for word in said if word.casefold() in kept]
    if 2 <= len(said) <= MAX_NAME_WORDS and shared and said != known:
        return said
    for word in said if len(said) == 1 else ():
        like = [i for i, each in enumerate(known) if _is_like(word, each)]
        if len(like) == 1:
            return [*known[: like[0]], word, *known[like[0] + 1 :]]
    return []


def _is_like(word: str, other: str) -> bool:
    one, two = word.casefold(), other.casefold()
    return one != two and len(one) > 2 and distance(one, two) <= (1 if len(one) < 5 else 2)


def _cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} \n {text[found.end() :]}"


def bare_name(text: str, phrases: Phrases) -> str:
    """The name if the text is nothing else, "" otherwise."""
    plain = _alone(text, phrases)
    word = rf"{_NAME_WORD}\.?"
    if re.fullmatch(rf"{word}(?:,?\s+{word}){{0,{MAX_NAME_WORDS - 1}}}", plain):
        is_name = _is_name(plain, phrases) or _is_full_name(plain, phrases)
        return _cleaned(plain) if is_name else ""
    return ""


def _alone(text: str, phrases: Phrases) -> str:
    """The text without a word or two of courtesy before and after: "Great. Ada, thanks"."""
    around = rf"(?:{phrases.yes}|{phrases.no}|{phrases.courtesy})"
    plain = " ".join(text.split()).strip(" ,;:!-")
    plain = re.sub(rf",?\s+(?:{phrases.name_after})\W*$", "", plain, flags=re.I)
    plain = re.sub(rf"^(?:{around}\s*[.,!]+\s*){{1,3}}(?=\w)", "", plain, flags=re.I)
    return re.sub(rf"(?:\s*[.,!]+\s*{around}){{1,3}}\W*$", "", plain, flags=re.I)


def name_before_contact(text: str, phrases: Phrases) -> tuple[str, str]:
    """A full name in a phrase of its own: "…, tomorrow. Ada Lovelace, ada@example.com"."""
    full = rf"{_CAPITALIZED}(?:\s+{_CAPITALIZED}){{1,3}}"
    found = re.search(rf"(?:^|[,;.!?:\n])\s*({full})\s*[,;:(–-]?\s*\n", text)
    name = _alone(found[1], phrases) if found else ""
    if found and _is_name(name, phrases):
        return _cleaned(name), f"{text[: found.start(1)]}{text[found.end(1) :]}"
    return _name_apart(text, phrases)


def _name_apart(text: str, phrases: Phrases) -> tuple[str, str]:
    """A full name that is a clause: "Ada Lovelace. You can reach me at …"."""
    if bare_name(text, phrases):
        return "", text
    for clause in re.split(r"[,;!?\n]|\.(?:\s|$)", text):
        words = _alone(clause, phrases).split() or [""]
        is_full = 2 <= len(words) <= MAX_NAME_WORDS and re.fullmatch(_CAPITALIZED, words[0])
        is_full = is_full and re.fullmatch(_CAPITALIZED, words[-1])
        if is_full and bare_name(clause, phrases):
            return bare_name(clause, phrases), text.replace(clause, " \n ", 1)
    return "", text


def _is_name(text: str, phrases: Phrases) -> bool:
    words = [word.strip(".,") for word in text.split()]
    inner = {word.lower() for word in words[1:-1]} & _PARTICLES
    is_free = not any(
        re.fullmatch(phrases.not_names, word.lower())
        for word in words
        if not _is_initial(word) and word.lower() not in inner
    )
    is_long = any(len(word) > 1 or word > _LAST_OF_ALPHABETS for word in words)
    return is_free and len(words) <= MAX_NAME_WORDS and is_long


def _is_full_name(text: str, phrases: Phrases) -> bool:
    """True for "Ben Second", "Max Nein": after a first name, a surname may be any word."""
    words = [word.strip(".,") for word in text.split()]
    is_written = all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
    is_full = 2 <= len(words) <= MAX_NAME_WORDS and is_written
    return is_full and words[-1][:1].isupper() and _is_name(words[0], phrases)


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _cleaned(text: str) -> str:
    """A trailing full stop is the sentence's, unless an initial's."""
    name = _SALUTATION.sub("", " ".join(text.split()).strip(" ,;:"))
    if name.endswith(".") and not re.search(r"(?:^|\s)\w\.$", name):
        name = name[:-1]
    return name[:MAX_NAME_LENGTH]
