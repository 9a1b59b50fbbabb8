"""Tells what asks for an appointment from what asks about one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.tools.booking.scanning import begins, compiled, has
from voice.tools.booking.words.phrases import Phrases

_OPEN_TIMES = re.compile(r"\b(slots?|times?|spots?|appointments?|anything|something) open\b")


def booking_intent(
    plain: str,
    phrases: Phrases,
    calendars: Sequence[str],
    *,
    has_when: bool,
    has_time: bool = False,
    left: str = "",
    has_made: bool = False,
) -> str:
    """ "book", "move", "cancel", or "" for a message that wants none of these.

    calendars: their normalized names, which stand for an appointment: "a haircut on Friday".
    left: the text without its day and time. has_time: both are named: "Friday 2pm?" is enough.
    """
    nouns = nouns_of(calendars, phrases)
    said = [each for each in sentences(plain) if not is_about(each, phrases)]
    other = rf"{phrases.another}|(?:{phrases.more_of}) {nouns}"
    is_other = any(has(other, each) for each in said)
    changes = [_changes_known(each, phrases) for each in said]
    if has_made:
        changes.append(_changes_own(said, phrases, is_other, has_when=has_when, has_time=has_time))
    for change in filter(None, changes):
        return change
    book = "move" if has_made and has_when and not is_other else "book"
    if any(_books(each, phrases, nouns, has_when=has_when) for each in said):
        return book
    if has_when and is_mere(left, phrases, has_time=has_time) and (has_time or left.strip("?!. ")):
        return book
    return ""


def nouns_of(calendars: Sequence[str], phrases: Phrases) -> str:
    """A pattern of what an appointment is called. calendars: see `booking_intent`."""
    return rf"(?:{'|'.join((phrases.nouns, *(_named(name) for name in calendars if name)))})"


def _named(calendar: str) -> str:
    """A pattern of a calendar's name: "check-up" is "check up", "Kontrolltermin" is "Kontrolle"."""
    name = re.escape(calendar).replace(r"\-", "-?").replace("-?", "[ -]?")
    stem = calendar.removesuffix("termin")
    return f"{name}s?|{re.escape(stem)}e?" if len(stem) < len(calendar) > 8 else f"{name}s?"


def is_mere(left: str, phrases: Phrases, *, has_time: bool) -> bool:
    """True if what is said beside a day and time only asks if they are free."""
    words = f"{phrases.mere_then}|{phrases.mere}" if has_time else phrases.mere
    return re.fullmatch(rf"(?:(?:{words})\b|\W)*+", left) is not None


def _changes_own(
    said: Sequence[str], phrases: Phrases, is_other: bool, *, has_when: bool, has_time: bool
) -> str:
    """ "move" or "cancel" of the appointment that was made just now, and is spoken of.

    is_other: one appointment more is wanted, not another time for that one.
    """
    plain = " ".join(said)
    if has(phrases.cancel, plain):
        return "cancel"
    shifts = f"{phrases.shifts}|{phrases.verbs}|{phrases.openings}"
    is_shift = has_when and has(shifts, plain) and not has(phrases.topic, plain)
    if not is_other and (has(phrases.move, plain) or (is_shift and not has(phrases.cannot, plain))):
        return "move"
    rest = [each for each in said if not has(phrases.cannot, each)]
    if is_other or len(rest) == len(said):
        return ""
    return "move" if rest and has_time else "cancel"


def _changes_known(sentence: str, phrases: Phrases) -> str:
    """ "cancel" or "move" of an appointment that somebody says is theirs."""
    if has(phrases.own, sentence):
        if has(f"{phrases.cancel}|{phrases.cannot}", sentence):
            return "cancel"
        if has(phrases.move, sentence):
            return "move"
    return ""


def _books(sentence: str, phrases: Phrases, nouns: str, *, has_when: bool) -> bool:
    if begins(rf"(?:\w+,? ){{0,3}}(?:{phrases.openly})", sentence):
        return True
    sentence = _OPEN_TIMES.sub(r"\1 free", sentence)
    has_noun = has(nouns, sentence)
    if has_noun and (has(phrases.verbs, sentence) or has_when):
        return not has(phrases.topic, sentence)
    if not has_when:
        return has_noun and len(sentence.split()) <= 4 and not sentence.endswith("?")
    if has(phrases.visits, sentence):
        return not has(phrases.topic, sentence)
    return has(phrases.openings, sentence) and not has(phrases.topic, sentence)


def asks_something(plain: str, phrases: Phrases, *, has_when: bool, has_intent: bool) -> bool:
    """True for a question that the answer engine has to answer, in the middle of a booking."""
    if has_intent:
        return False
    for sentence in sentences(plain):
        opening = rf"(?:\w+,?\s+){{0,3}}?(?:{phrases.question})"
        is_question = sentence.endswith("?") or begins(phrases.question, sentence)
        if not is_question:
            continue
        proposes = has_when and begins(rf"(?:\w+,? ){{0,2}}(?:{phrases.proposes})", sentence)
        if has(phrases.topic, sentence) or (is_about(sentence, phrases) and not proposes):
            return True
        if has_when or has(f"{phrases.later}|{phrases.earlier}|{phrases.more}", sentence):
            continue
        if begins(opening, sentence) or len(sentence.split()) > 3:
            return True
    return False


def is_about(sentence: str, phrases: Phrases) -> bool:
    """True for a sentence about appointments in general, or about one that has been."""
    opening = r"(?:(?:and|und|ok|okay|hi|hello|hallo|sorry|so|but|aber),?\s+)*"
    is_general = begins(rf"{opening}(?:{phrases.not_booking})", sentence)
    return is_general or has(phrases.about, sentence)


_COURTESY = (
    r"\W*(?:(?:hi|hello|hey|hallo|sorry|and|so|ok|okay|und|also|ach|entschuldigung)\b\W+){0,3}"
)


def asks_when_own(plain: str, phrases: Phrases, nouns: str) -> bool:
    """True for "when is my appointment?", and nothing besides."""
    return _is_whole(rf"(?:{phrases.when_own})\s+(?:\w+ )?(?:{nouns})", plain, phrases)


def asks_to_change(plain: str, phrases: Phrases, nouns: str) -> str:
    """ "cancel" or "move" for "can I cancel?", and nothing besides; "" for anything else."""
    own = rf"(?:{phrases.it}|(?:{phrases.some})\s+(?:{nouns}))"
    for change, template in (("cancel", phrases.may_cancel), ("move", phrases.may_move)):
        if _is_whole(template.replace("IT", own), plain, phrases):
            return change
    return ""


def _is_whole(pattern: str, plain: str, phrases: Phrases) -> bool:
    after = rf"(?:\W+(?:{phrases.again})){{0,3}}\W*"
    return compiled(f"{_COURTESY}(?:{pattern}){after}").fullmatch(plain) is not None


def sentences(plain: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.?!])\s+(?=\w)|\n", plain) if each]
