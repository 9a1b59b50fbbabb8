"""The tools of one answer of a model that books, and what is left of the answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from voice.answering.tools import Tool, ToolCall, Verdict
from voice.tools.booking.arguments import Call
from voice.tools.booking.briefing import briefing
from voice.tools.booking.declared import TOOLS
from voice.tools.booking.desk import BookableCalendar, Desk
from voice.tools.booking.hearing import Heard, hear
from voice.tools.booking.intent import asks_something
from voice.tools.booking.saying import Known, judge, names_of, words_of
from voice.tools.booking.state import Detail, State
from voice.tools.booking.talk import zone_of
from voice.tools.booking.texts import texts_of
from voice.tools.booking.understanding import normalize
from voice.tools.booking.verbs import Act, Listed, run_verb
from voice.tools.booking.when import When
from voice.tools.booking.wording import Wording
from voice.tools.booking.words import language_of, phrases_of
from voice.tools.booking.written import Written


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of a model's answer."""

    sentences: tuple[str, ...]
    offered: tuple[datetime, ...] = ()
    act: Act | None = None
    listed: tuple[Listed, ...] = ()


def heard_in(
    state: State, said: str, calendars: Sequence[BookableCalendar], now: datetime
) -> tuple[State, Heard]:
    minimum = 2 if state.asked == Detail.NAME else 1
    state = replace(state, language=language_of(normalize(said), state.language, minimum=minimum))
    return state, hear(said, state, calendars, now.astimezone(zone_of(state, calendars)).date())


@dataclass
class BookingTools:
    """The tools of one answer. written: what the customer wrote in this conversation, this
    message last. calendars: those of the desk.
    """

    state: State
    written: Sequence[str]
    calendars: Sequence[BookableCalendar]
    now: datetime
    act: Act | None = None
    listed: list[Listed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._day = When()
        self.state, self._heard = heard_in(self.state, self.written[-1], self.calendars, self.now)

    @property
    def tools(self) -> Sequence[Tool]:
        return TOOLS

    def run(self, call: ToolCall, desk: Desk) -> str:
        state = self.state
        texts = (*self.written, state.name, state.email, state.phone)
        result = run_verb(Call(call.name, call.arguments, state, Written(texts), self.now), desk)
        self.listed += result.listed
        self.act = result.act or self.act
        return json.dumps(result.told, ensure_ascii=False)

    def is_done(self) -> bool:
        """True once something is proposed, unless there is a question to answer as well."""
        return self.act is not None and not asks_something(
            normalize(self.written[-1]),
            phrases_of(self.state.language),
            has_when=bool(self._heard.when),
            has_intent=False,
        )

    @property
    def task(self) -> str:
        return briefing(self.state, self.calendars, self.now)

    @property
    def known(self) -> str:
        words = self._words
        lines = [f"{each.name}: {words.lengths(each.minutes)}." for each in self.calendars]
        lines += [f"{words.moment(each)}." for each in self._times]
        return "\n".join(lines)

    def judge(self, sentence: str) -> Verdict:
        """Sentences come in their order: a list follows the day that it is about."""
        judged = judge(sentence, replace(self._known_of_times, day=self._day))
        self._day = judged.day
        if self.act is not None and (judged.names_times or sentence.endswith("?")):
            return Verdict.DROP  # the platform reads the details out, and asks
        return judged.verdict

    @property
    def _words(self) -> Wording:
        return Wording(texts_of(self.state.language))

    @property
    def _known_of_times(self) -> Known:
        state = self.state
        names = words_of(state.name, state.email, self._heard.name) | names_of(self.calendars)
        return Known(
            language=state.language,
            today=self.now.astimezone(zone_of(state, self.calendars)).date(),
            times=self._times,
            listed=tuple(self.listed),
            names=names,
        )

    @property
    def _times(self) -> tuple[datetime, ...]:
        """Times that may be named, each in its calendar's zone."""
        state, known = self.state, []
        if state.start:
            known.append(self._local(state.start, state.calendar))
        if state.made is not None:
            known.append(self._local(state.made.start, state.made.calendar))
        known += [time for each in self.listed for time in each.times]
        return tuple({each.isoformat(): each for each in known}.values())

    def _local(self, iso: str, calendar: str) -> datetime:
        zones = {each.key: each.zone for each in self.calendars}
        start = datetime.fromisoformat(iso)
        return start.astimezone(ZoneInfo(zones[calendar])) if calendar in zones else start

    def outcome(self, sentences: Sequence[str]) -> Outcome:
        """sentences: of the answer, those that are said."""
        known, offered = self._known_of_times, list[datetime]()
        for each in sentences:
            judged = judge(each, known)
            known, offered = replace(known, day=judged.day), [*offered, *judged.offered]
        shown = tuple(dict.fromkeys(offered))
        return Outcome(tuple(sentences), shown, self.act, tuple(self.listed))
