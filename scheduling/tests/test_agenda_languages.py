"""The agenda and mails to hosts in ten languages."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from scheduling.models import Calendar
from scheduling.sentences import LANGUAGES
from scheduling.sentences.agendas import AGENDAS
from scheduling.sentences.mails import HOSTS
from scheduling.tests.agenda_pages import away, conflicts, make_reader, signed_in, text_of
from scheduling.tests.booking_pages import make_appointment
from scheduling.tests.fixtures import at

each_language = pytest.mark.parametrize("code", LANGUAGES)


def blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


@each_language
def test_the_agenda_says_all_that_it_says_in_english(code: str) -> None:
    said, english = asdict(AGENDAS[code]), asdict(AGENDAS["en"])

    assert [name for name, text in said.items() if not text or text.strip() != text] == []
    assert {name: blanks(text) for name, text in said.items()} == {
        name: blanks(text) for name, text in english.items()
    }
    same = set(said.values()) & set(english.values())
    assert len(same) < 10 or code == "en"


@each_language
def test_mails_to_hosts_say_all_that_they_say_in_english(code: str) -> None:
    said, english = HOSTS[code], HOSTS["en"]

    for kind in ("requested", "booked", "confirmed", "rescheduled", "cancelled", "declined"):
        assert blanks(getattr(said, kind).text) == ["{customer}"]
        assert getattr(said, kind).title != ""
        assert code == "en" or getattr(said, kind) != getattr(english, kind)
    assert blanks(said.hello) == ["{name}"]


@each_language
@pytest.mark.usefixtures("page_clock")
def test_a_host_is_told_of_a_conflict_in_their_language(calendar: Calendar, code: str) -> None:
    host = make_reader(calendar, language=code)
    make_appointment(calendar, at(9))
    away(host, at(9), at(10), title="Congress")

    answer = signed_in(host).get("/agenda?week=2027-03-02")

    (told,) = conflicts(answer)
    assert "Ada Lovelace" in told
    assert "Congress" in told
    assert AGENDAS[code].while_off_hint in told
    assert AGENDAS[code].conflict in text_of(answer)
