"""Times of day in a text: moments, spans, parts of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from voice.tools.booking.scanning import NEVER, Scan
from voice.tools.booking.when import DAY_MINUTES, Window
from voice.tools.booking.words.lexicon import Lexicon, alternatives

FIRST_MARK = 0xE200
HALF_DAY = 12 * 60
AROUND = 60
_MINUTES = (10, 15, 20, 25, 30, 40, 45, 50)
_EARLIEST_HOUR = 7  # an hour before that is taken for one of the afternoon, in a span
_BEFORE_ONE = "|".join(  # elsewhere "one" is no time: "the second one"
    rf"(?<=\b{word} )" for word in "at after before around um nach vor ab gegen".split()
)
_NO_COUNT = (
    r"(?!\s*(?:people|persons?|guests?|adults?|kids|children|of us|personen|leute|gäste|erwachsene"
    r"|kinder|times|mal|euros?|pounds|dollars?|[€$£%]))"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A mention: its readings in minutes; or windows; is_bare for a number without a sign of time.

    is_excluded: a time that is said not to suit.
    has_half: True if it says which half of the day is meant.
    """

    readings: tuple[int, ...] = ()
    windows: tuple[Window, ...] = ()
    is_bare: bool = False
    is_excluded: bool = False
    has_half: bool = False


def read_times(
    text: str, words: Lexicon, *, is_choosing: bool = False
) -> tuple[tuple[Window, ...], str]:
    """The windows that a text names, and the text without them.

    is_choosing: a mere number is a time, since a time was asked for.
    """
    reader = _TimeReader(text, words)
    reader.moments(is_choosing=is_choosing)
    reader.spans(is_choosing=is_choosing)
    return reader.result(is_choosing=is_choosing), reader.scan.rest()


class _TimeReader:
    def __init__(self, text: str, words: Lexicon) -> None:
        self.words = words
        self.scan: Scan[Clock] = Scan(text, first=FIRST_MARK)
        self.number = rf"(?:\d{{1,2}}(?![\d:.]?\d)|(?:{alternatives(words.numbers)})\b)"
        self.half_day = rf"(?:\s*(?:(?P<am>{words.am or NEVER})|(?P<pm>{words.pm or NEVER})))?"

    def moments(self, *, is_choosing: bool) -> None:
        """All that names a time by itself; then mere numbers, which need a word before them."""
        words, take, number = self.words, self.scan.take, self.number
        oclock = rf"(?:{words.oclock or NEVER})\b"
        half = self.half_day
        am, pm = words.am or NEVER, words.pm or NEVER
        digits, alone = r"(\d{1,2})", r"(?<![\d.:\w])"
        take(rf"\b(?:{words.noon or NEVER})\b", lambda m: _moment(HALF_DAY))
        take(rf"\b(?:{words.midnight or NEVER})\b", lambda m: _moment(0))
        self._spoken(number)
        for pattern in (
            rf"(?<![\d.:]){digits}[:h](\d{{2}})(?!\d)(?:\s*{oclock})?{half}",
            rf"(?<![\d.:]){digits}\.(\d{{2}})(?!\.?\d)\s*(?:{oclock}|(?={am}|{pm})){half}",
            rf"\b(?:{words.at or NEVER})\s+{digits}\.(\d{{2}})(?!\.?\d){half}",
            rf"(?<![\d.:]){digits}\s*{oclock}\s*(\d{{2}})(?!\d)",
            rf"(?<![\d.:])([01]\d|2[0-3])([0-5]\d)\s*(?:hours|hrs|h|{oclock})(?!\w)",
        ):
            take(pattern, self._digits)
        if is_choosing:  # "10.30", "2 30"
            take(rf"(?<![\d.:/-]){digits}[. ]([0-5][05])(?![\d./:-])", self._digits)
        named = "|".join(word for word, value in words.numbers.items() if value in _MINUTES)
        take(rf"\b({number})\s*{oclock}\s+({named})\b", self._said)
        if not words.half_is_before:
            take(rf"(?<![\w-])({alternatives(words.numbers)})\s+({named})\b{half}", self._said)
        take(rf"\b(?:{words.at or NEVER})\s+([01]\d|2[0-3])([0-5][05])(?![\w.:/])", self._digits)
        parts = alternatives(words.parts)
        take(rf"{alone}({number})(?=\s+(?:{parts})(?!\w))", self._hour)
        take(rf"{alone}({number})\s*{oclock}{half}", self._hour)
        take(rf"{alone}({number})\s*(?:(?P<am>{am})|(?P<pm>{pm}))", self._hour)
        take(rf"{alone}(\d{{1,2}})h(?!\w)", self._hour)
        many = alternatives(name for name, value in words.numbers.items() if value > 1)
        take(rf"(?<![\w.:+/@-])(\d{{1,2}}|{many})(?![\w@])(?![.:/]\d){_NO_COUNT}", self._bare)
        take(rf"(?:{_BEFORE_ONE})(one|eins)(?!\w)(?! (?:of|or))", self._bare)

    def _spoken(self, number: str) -> None:
        """ "Half past two", "fünf vor halb zehn", "ten to five"."""
        words, take = self.words, self.scan.take
        past, to = rf"(?:{words.past or NEVER})", rf"(?:{words.to_hour or NEVER})"
        hour = rf"({number}){self.half_day}"
        few = "|".join(word for word, value in words.numbers.items() if value in (5, 10, 20, 25))
        half, minutes = words.half or NEVER, r"(?:\s+minutes)?"
        if words.half_is_before:
            take(rf"\b({few}|5|10)\s+{to}\s+{half}\s+{hour}", lambda m: self._near(m, -30, -1))
            take(rf"\b({few}|5|10)\s+{past}\s+{half}\s+{hour}", lambda m: self._near(m, -30, 1))
            take(rf"\b{half}\s+{hour}", lambda m: self._shift(m, -30))
            take(rf"(?<!drei)\b{words.quarter or NEVER}\s+{hour}", lambda m: self._shift(m, -45))
            take(rf"\b(?:{words.three_quarters or NEVER})\s+{hour}", lambda m: self._shift(m, -15))
        else:
            take(rf"\b(?:{words.half_past or NEVER})\s+{hour}", lambda m: self._shift(m, 30))
            take(rf"\b{half}\s+{hour}", lambda m: self._shift(m, -30, 30))
        quarter = words.quarter or NEVER
        digits = "|5|10|20|25" if words.half_is_before else ""  # "10 to 5" is a span in English
        take(rf"\b(?:{quarter})\s+{past}\s+{hour}", lambda m: self._shift(m, 15))
        take(rf"\b(?:{quarter})\s+{to}\s+{hour}", lambda m: self._shift(m, -15))
        take(
            rf"(?<!from )(?<!between )\b({few}{digits}){minutes}\s+{to}\s+{hour}",
            lambda m: self._near(m, 0, -1),
        )
        few_past = rf"\b({few}|5|10|20|25){minutes}\s+{past}\s+{hour}"
        take(few_past, lambda m: self._near(m, 0, 1))

    def _number(self, text: str) -> int:
        return int(text) if text.isdigit() else self.words.numbers[text]

    def _near(self, match: re.Match[str], base: int, sign: int) -> Clock | None:
        hour = self._number(match[2])
        return _readings([hour * 60 + base + sign * self._number(match[1])], match, hour)

    def _shift(self, match: re.Match[str], *by: int) -> Clock | None:
        hour = self._number(match[1])
        return _readings([hour * 60 + each for each in by], match, hour)

    def _digits(self, match: re.Match[str]) -> Clock | None:
        hour, minute = int(match[1]), int(match[2])
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            return None
        is_plain = match[1].startswith("0") or hour > 8
        return _readings([hour * 60 + minute], match, hour, is_certain=is_plain)

    def _said(self, match: re.Match[str]) -> Clock | None:
        """ "Nine thirty"."""
        hour, minute = self._number(match[1]), self._number(match[2])
        return None if hour > 23 else _readings([hour * 60 + minute], match, hour)

    def _hour(self, match: re.Match[str]) -> Clock | None:
        hour = self._number(match[1])
        if hour > 24:
            return None
        is_digits = match[1].isdigit() and self.words.half_is_before
        return _readings([hour * 60], match, hour, is_certain=is_digits and hour > 8)

    def _bare(self, match: re.Match[str]) -> Clock | None:
        hour = self._number(match[1])
        if hour > 24:
            return None
        found = _readings([hour * 60], match, hour)
        return found and Clock(found.readings, is_bare=True, has_half=found.has_half)

    # Spans

    def spans(self, *, is_choosing: bool) -> None:
        words, take, mark = self.words, self.scan.take, self.scan.mark
        to, both = words.to or NEVER, words.and_ or NEVER
        take(
            rf"\b(?:{words.between or NEVER})\s+({mark})\s*(?:{both}|{to})\s*({mark})",
            self._between,
        )
        take(rf"\b(?:{words.from_ or NEVER})\s+({mark})\s*(?:{to})\s*({mark})", self._between)
        take(
            rf"({mark})\s*(?:{to})\s*({mark})",
            lambda m: self._between(m) if is_choosing or not self._are_bare(m) else None,
        )
        at = words.at or NEVER
        no, fails = words.instead_of or NEVER, words.fails or NEVER
        take(rf"\b(?:{no})\s+(?:(?:{at})\s+)?({mark})", self._excluded)
        take(rf"({mark})\s*,?\s*(?:on|am)?\s*(?:{fails})(?!\w)", self._excluded)
        take(
            rf"({mark})\s*,?\s*(?:{words.at_the_latest or NEVER})(?!\w)",
            lambda m: self._before(m[1]),
        )
        onwards = words.onwards or NEVER
        for pattern in (
            rf"\b(?:{words.not_before or NEVER})\s+({mark})",
            rf"\b(?:{words.since or NEVER})\s+({mark})(?:\s+(?:{onwards})\b)?",
            rf"({mark})\s+(?:{onwards})\b",
            rf"\b(?:{words.after or NEVER})\s+({mark})",
        ):
            take(pattern, lambda m: self._since(m[1]))
        at = rf"(?:\s*(?:{words.at or NEVER}))?"
        before = rf"{words.before or NEVER}|{words.until or NEVER}|spätestens|no later than"
        take(rf"\b(?:{before}){at}\s+({mark})", lambda m: self._before(m[1]))
        take(rf"\b(?:{words.around or NEVER}){at}\s+({mark})", lambda m: self._around(m[1]))
        take(rf"\b(?:{words.at or NEVER})\s+({mark})", lambda m: self._certain(m[1]))
        parts = words.parts
        take(
            rf"(?<!\w)({alternatives(parts)})(?!\w)",
            lambda m: Clock(windows=(Window(*parts[" ".join(m[1].split())]),)),
        )

    def _excluded(self, match: re.Match[str]) -> Clock:
        return replace(self.scan.value(match[1]), is_excluded=True)

    def _certain(self, mark: str) -> Clock | None:
        clock = self.scan.value(mark)
        return Clock(clock.readings, clock.windows, has_half=clock.has_half)

    def _since(self, mark: str) -> Clock | None:
        clock = self.scan.value(mark)
        return _span(_in_a_span(clock), DAY_MINUTES) if clock.readings else None

    def _before(self, mark: str) -> Clock | None:
        clock = self.scan.value(mark)
        return _span(0, _in_a_span(clock)) if clock.readings else None

    def _around(self, mark: str) -> Clock | None:
        """Readings stay readings until the part of the day is known."""
        clock = self.scan.value(mark)
        spans = tuple(
            Window(max(0, each - AROUND), min(DAY_MINUTES, each + AROUND))
            for each in clock.readings
        )
        if len(spans) > 1:
            likely = _in_a_span(clock)
            spans = tuple(each for each in spans if each.has(likely))
        return Clock(windows=spans)

    def _are_bare(self, match: re.Match[str]) -> bool:
        """Two numbers without a sign of time may be anything: "tooth 14 to 16"."""
        return self.scan.value(match[1]).is_bare and self.scan.value(match[2]).is_bare

    def _between(self, match: re.Match[str]) -> Clock | None:
        first, last = self.scan.value(match[1]), self.scan.value(match[2])
        if not (first.readings and last.readings):
            return None
        pairs = [(a, b) for a in first.readings for b in last.readings if a < b]
        if not pairs:
            return None
        start = _in_a_span(first)
        if last.has_half and not first.has_half:
            best = min(pairs, key=lambda pair: pair[1] - pair[0])
        else:
            best = min(pairs, key=lambda pair: (pair[0] != start, pair[1] - pair[0]))
        return Clock(windows=(Window(*best),))

    def _said_last(self) -> list[Clock]:
        """Without what was taken back, unless only a bare number follows."""
        last = self.scan.left_after(self.words.meant or NEVER)
        return self.scan.left() if all(each.is_bare for each in last) else last

    def result(self, *, is_choosing: bool) -> tuple[Window, ...]:
        left = [each for each in self._said_last() if not each.is_excluded]
        spans = tuple(dict.fromkeys(span for each in left for span in each.windows))
        moments = [each for each in left if each.readings and (is_choosing or not each.is_bare)]
        if any(not each.is_bare for each in moments):
            moments = [each for each in moments if not each.is_bare]
        found: list[Window] = []
        for each in moments:
            within = [minute for minute in each.readings if any(span.has(minute) for span in spans)]
            found += [Window(minute, minute) for minute in within or each.readings]
        return tuple(dict.fromkeys(found)) or _narrowed(spans)


def _narrowed(spans: tuple[Window, ...]) -> tuple[Window, ...]:
    """One span within another is what is meant: "in the afternoon, after 3"."""
    if len(spans) != 2:
        return spans
    start, end = max(each.start for each in spans), min(each.end for each in spans)
    return (Window(start, end),) if start < end else spans


def _span(start: int, end: int) -> Clock:
    return Clock(windows=(Window(start, end),))


def _moment(minute: int) -> Clock:
    return Clock((minute,), has_half=True)


def _in_a_span(clock: Clock) -> int:
    """The likelier reading of a time that begins or ends a span."""
    late = [each for each in clock.readings if each >= _EARLIEST_HOUR * 60]
    return min(late or clock.readings)


def _readings(
    minutes: list[int], match: re.Match[str], hour: int, *, is_certain: bool = False
) -> Clock | None:
    """The readings of times in the half of the day that they name, or else in both."""
    if hour > 24 or (hour == 0 and not is_certain and any(each < 0 for each in minutes)):
        return None
    named = match.groupdict()
    is_am, is_pm = bool(named.get("am")), bool(named.get("pm"))
    if (is_am or is_pm) and hour <= 12:
        shift = HALF_DAY if is_pm else 0
        return Clock(tuple(each % HALF_DAY + shift for each in minutes), has_half=True)
    if is_certain or hour > 12 or hour == 0:
        return Clock(tuple(each % DAY_MINUTES for each in minutes), has_half=True)
    both = [(each + half) % DAY_MINUTES for half in (0, HALF_DAY) for each in minutes]
    return Clock(tuple(sorted(set(both))))
