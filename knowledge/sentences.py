"""Sentence boundaries in documents' text: abbreviations, times, lists, rows.

Rules rather than a model: an answer is quoted sentence by sentence, so a wrong cut shows. In doubt
two sentences stay one, which still reads well; half a sentence does not.
"""

from __future__ import annotations

import re

# "Dr. Smith", "e.g. this": the full stop always belongs to the word.
_NEVER_LAST = frozenset(
    "mr mrs ms mx dr prof rev hon sr sra st mt messrs mme mlle hr fr frl"
    " e.g i.e eg ie cf vs viz approx resp incl excl max avg est gen col capt lt sgt gov sen rep"
    " pres z.b d.h u.a o.ä ggf bzw evtl inkl zzgl av avda ej p.ej c.à.d env".split()
)
# "No. 5", "Fig. 2": only before a number.
_NUMBERED = frozenset(
    "no nos nr tel ext fig figs eq sec ch p pp vol ver art par para abs ca ziff str núm pág".split()
)
# "Acme Inc. was", "at 7 p.m. Guests": may end a sentence; what follows decides.
_MAYBE_LAST = frozenset(
    "inc ltd co corp llc plc bros jr etc usw al ave blvd rd dr bldg ph.d m.d b.a m.a"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " mon tue tues wed thu thur thurs fri sat sun hrs hr mins min dept".split()
)
_TIMES = frozenset({"a.m", "p.m"})
# After a word of the second kind, only these certainly start a new sentence.
_OPENERS = frozenset(
    "a an the this that these those there here it its he she they we you i our your their my his"
    " her if in on at for from to with when while where what who why how please all any each every"
    " no not do does is are can may must but and or so as by after before during once also"
    " however only der die das ein eine wir sie ihr es bitte im wenn le la les un une nous vous"
    " il elle el los las una usted si en para por".split()
)
# "at 7 p.m. Monday", "am 3. Januar": a date continues.
_DATE_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays"
    " fridays saturdays sundays january february march april may june july august september october"
    " november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar"
    " märz mai juni juli oktober dezember".split()
)

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_BULLET = re.compile(r"[ \t]*(?:[-*+•‣◦▪●–·][ \t]+)?")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})")
_CLOSERS = "\"'”’»)\\]」』）】"
# Scripts without spaces between sentences end them by the mark alone. Possessive, and only from the
# first of several marks, so that a line of full stops is scanned in linear time.
_END = re.compile(rf"(?<![.!?…؟۔।])[.!?…؟۔।]++[{_CLOSERS}]*+(?=\s)|[。！？｡]++[{_CLOSERS}]*+")
_MAX_ABBREVIATION_LENGTH = 30  # characters examined before a full stop; bounds the work
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«/]+$")
_NEXT_WORD = re.compile(r"[\s\"'“‘«(\[¿¡]*([^\W_]+)?")
# A row of a table as the parsers write it: "Room: Double; Price: 120 EUR".
_ROW_PART = re.compile(r"[^\s:;](?:(?![.!?]\s)[^:;]){0,59}: ")


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end (exclusive) of every sentence, in characters of `text`, in order.

    No sentence spans a line break, begins or ends with white space, or includes a list's bullet. A
    table row ("column: value; column: value") is one sentence, whatever its values contain.
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        begin = _BULLET.match(text, line.start(), line.end()).end()  # type: ignore[union-attr]
        for end in (*_ends(text, begin, line.end()), line.end()):
            span = _trim(text, begin, end)
            if span is not None:
                spans.append(span)
            begin = end
    return spans


def _ends(text: str, begin: int, line_end: int) -> list[int]:
    if _is_table_row(text[begin:line_end]):
        return []
    ends = []
    for mark in _END.finditer(text, begin, line_end):
        if _ends_here(text, begin, mark, line_end):
            ends.append(mark.end())
            begin = mark.end()
    return ends


def _is_table_row(line: str) -> bool:
    parts = line.split("; ")
    named = [_ROW_PART.match(part) is not None for part in parts]
    return named[0] and sum(named) >= 2


def _ends_here(text: str, begin: int, mark: re.Match[str], line_end: int) -> bool:
    if mark[0][0] in "。！？｡":
        return True
    follow = _NEXT_WORD.match(text, mark.end(), line_end)
    word_after = follow[1] if follow else None
    if not word_after or word_after[0].islower():
        return False
    if mark[0][0] != "." or mark[0].startswith(".."):
        return True
    sentence = text[begin : mark.start()].lstrip()
    if _LIST_NUMBER.fullmatch(sentence):
        return False  # "1. Open the door"
    before = _LAST_WORD.search(sentence[-_MAX_ABBREVIATION_LENGTH:])
    return before is None or _stop_ends(before[0], word_after)


def _stop_ends(word: str, word_after: str) -> bool:
    """True if the full stop between these two words ends a sentence."""
    word, after = word.lower(), word_after.lower()
    if word in _TIMES:
        # "7 p.m. EST", "7 p.m. Monday", "7 p.m. 12 guests" against "7 p.m. Guests".
        return word_after[0].isalpha() and not word_after[1:].isupper() and after not in _DATE_WORDS
    if word in _MAYBE_LAST or _is_initial(word):
        return after in _OPENERS
    if word in _NUMBERED or word.endswith("str"):  # "Hauptstr. 5"
        return not after[0].isdigit()
    if word.isdigit():
        return after not in _DATE_WORDS
    return word not in _NEVER_LAST


def _is_initial(word: str) -> bool:
    """ "J" of "J. Smith", "u.s" of "U.S. Army"."""
    return all(len(part) == 1 and part.isalpha() for part in word.split("."))


def _trim(text: str, begin: int, end: int) -> tuple[int, int] | None:
    stripped = text[begin:end].strip()
    if not stripped:
        return None
    begin = text.index(stripped, begin)
    return begin, begin + len(stripped)
