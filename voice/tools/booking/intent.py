"""Tells what asks for an appointment from what asks about one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voice.tools.booking.scanning import compiled
from voice.tools.booking.words.phrases import Phrases

_OPEN_TIMES = re.compile(r"\b(slots?|times?|spots?|appointments?|anything|something) open\b")


def booking_intent(
    plain: str,
    phrases: Phrases,
    calendars: Sequence[str],
    *,
    has_when: bool,
    has_moment: bool = False,
    left: str = "",
    has_made: bool = False,
) -> str:
    """ "book", "move", "cancel", or "" for a message that wants none of these.

    calendars: their normalized names, which stand for an appointment: "a haircut on Friday".
    left: the text without its day and time. has_moment: both are named: "Friday 2pm?" is enough.
    """
    named = "|".join(re.escape(name) + "s?" for name in calendars if name)
    nouns = rf"(?:{phrases.nouns}{'|' + named if named else ''})"
    wishes = [each for each in sentences(plain) if not is_about(each, phrases)]
    for sentence in wishes:
        changed = _changes_own(sentence, phrases, has_made=has_made)
        if changed:
            return changed
    if any(_books(each, phrases, nouns, has_when=has_when) for each in wishes):
        return "book"
    is_mere = re.fullmatch(rf"(?:(?:{phrases.mere})\b|\W)*", left) is not None
    if has_when and is_mere and (has_moment or re.search(r"\w", left)):
        return "book"
    return ""


def _changes_own(sentence: str, phrases: Phrases, *, has_made: bool) -> str:
    """ "cancel" or "move" for an appointment that somebody has."""
    own = f"{phrases.own}|{phrases.own_it}" if has_made else phrases.own
    if _has(own, sentence):
        if _has(phrases.cancel, sentence):
            return "cancel"
        if _has(phrases.move, sentence):
            return "move"
    return ""


def _books(sentence: str, phrases: Phrases, nouns: str, *, has_when: bool) -> bool:
    if _begins(rf"(?:\w+,? ){{0,3}}(?:{phrases.openly})", sentence):
        return True
    sentence = _OPEN_TIMES.sub(r"\1 free", sentence)
    has_noun = _has(nouns, sentence)
    if has_noun and (_has(phrases.verbs, sentence) or has_when):
        return not _has(phrases.topic, sentence)
    if not has_when:
        return has_noun and len(sentence.split()) <= 4 and not sentence.endswith("?")
    if _has(phrases.visits, sentence):
        return not _has(phrases.topic, sentence)
    return _has(phrases.openings, sentence) and not _has(phrases.topic, sentence)


def asks_something(plain: str, phrases: Phrases, *, has_when: bool, has_intent: bool) -> bool:
    """True for a question that the answer engine has to answer, in the middle of a booking."""
    if has_intent:
        return False
    for sentence in sentences(plain):
        opening = rf"(?:\w+,?\s+){{0,3}}?(?:{phrases.question})"
        is_question = sentence.endswith("?") or _begins(phrases.question, sentence)
        if not is_question:
            continue
        proposes = has_when and _begins(rf"(?:\w+,? ){{0,2}}(?:{phrases.proposes})", sentence)
        if _has(phrases.topic, sentence) or (is_about(sentence, phrases) and not proposes):
            return True
        if has_when or _has(f"{phrases.later}|{phrases.earlier}|{phrases.more}", sentence):
            continue
        if _begins(opening, sentence) or len(sentence.split()) > 3:
            return True
    return False


def is_about(sentence: str, phrases: Phrases) -> bool:
    """True for a sentence about appointments in general, or about one that has been."""
    opening = r"(?:(?:and|und|ok|okay|hi|hello|hallo|sorry|so|but|aber),?\s+)*"
    is_general = _begins(rf"{opening}(?:{phrases.not_booking})", sentence)
    return is_general or _has(phrases.about, sentence)


def sentences(plain: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.?!])\s+(?=\w)|\n", plain) if each]


def _has(pattern: str, plain: str) -> bool:
    return compiled(rf"(?<!\w)(?:{pattern})(?!\w)").search(plain) is not None


def _begins(pattern: str, plain: str) -> bool:
    return compiled(rf"\W*(?:{pattern})(?!\w)").match(plain) is not None
