"""Questions that the calendars answer: when somebody's appointment is, whose time is meant."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from voice.tools.booking.state import Made
from voice.tools.booking.talk import Talk


def answer(talk: Talk) -> bool:
    """Answer a question of this kind; False for any other."""
    heard, made = talk.heard, talk.state.made
    if heard.asks_zone and (talk.state.is_open or made is not None):
        spoken = _moment_spoken_of(talk)
        talk.say(talk.texts.zone_told, zone=talk.words.zone(spoken, zone_name(spoken)))
        return True
    if not heard.asks_own or (made is None and talk.state.is_open):
        return False
    if made is None:
        talk.say(talk.texts.not_known)
        return True
    start = made_at(talk, made)
    minutes = talk.texts.minutes.format(minutes=made.minutes)
    moment = talk.words.full_moment(start, zone_name(start))
    talk.say(talk.texts.yours, moment=moment, minutes=minutes)
    talk.say(talk.texts.change_here)
    return True


def made_at(talk: Talk, made: Made) -> datetime:
    """When the appointment is, in its calendar's zone."""
    zones = [each.zone for each in talk.calendars if each.key == made.calendar]
    zone = ZoneInfo(zones[0]) if zones else talk.zone
    return datetime.fromisoformat(made.start).astimezone(zone)


def zone_name(moment: datetime) -> str:
    """Of a time in a calendar's zone."""
    return str(moment.tzinfo)


def _moment_spoken_of(talk: Talk) -> datetime:
    """Its offset is told: it changes in the year."""
    made = talk.state.made
    spoken = [*([talk.start] if talk.start else []), *talk.offers]
    if spoken:
        return spoken[0]
    return made_at(talk, made) if made is not None else talk.now.astimezone(talk.zone)
