"""Days, times, and what asks for an appointment: single messages, read word by word."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from voice.tools.booking.contact import bare_name, find_email, find_name, find_phone
from voice.tools.booking.hearing import hear
from voice.tools.booking.state import State
from voice.tools.booking.understanding import normalize, read_when
from voice.tools.booking.when import Days, When
from voice.tools.booking.words import language_of, phrases_of
from voice.tools.tests.paper_desk import desk_named

MONDAY = date(2026, 6, 1)
DECEMBER = date(2026, 12, 1)  # a Tuesday
FOLDER = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text().splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    return [[part.strip() for part in line.split("|")] for line in kept]


def written_days(when: When) -> str:
    if when.either:
        return "?".join(short(each.first) for each in when.either)
    days = when.days
    if days is None:
        return "-"
    if days.is_one:
        return short(days.first)
    if days.weekdays:
        return "+".join(short(each) for each in dates(days) if days.has(each))
    return f"{short(days.first)}..{short(days.last)}"


def dates(days: Days) -> list[date]:
    return [days.first + timedelta(n) for n in range((days.last - days.first).days + 1)]


def short(day: date) -> str:
    return f"{day:%m-%d}" if day.year == MONDAY.year else day.isoformat()


def written_times(when: When) -> str:
    def clock(minute: int) -> str:
        return f"{minute // 60:02}:{minute % 60:02}"

    spans = sorted(when.windows)
    if when.is_moment:
        return "/".join(clock(each.start) for each in spans)
    return "/".join(f"{clock(each.start)}-{clock(each.end)}" for each in spans) or "-"


@pytest.mark.parametrize(("language", "phrase", "days", "time"), rows("phrases.txt"))
def test_phrase_means_days_and_times(language: str, phrase: str, days: str, time: str) -> None:
    when, _, _ = read_when(phrase, language=language, today=MONDAY)

    assert (written_days(when), written_times(when)) == (days, time)


@pytest.mark.parametrize(("language", "phrase", "days", "time"), rows("phrases_december.txt"))
def test_phrase_before_christmas_means_days_and_times(
    language: str, phrase: str, days: str, time: str
) -> None:
    when, _, _ = read_when(phrase, language=language, today=DECEMBER)

    assert (written_days(when), written_times(when)) == (days, time)


@pytest.mark.parametrize("default", ["en", "de"])
@pytest.mark.parametrize(("language", "intent", "message"), rows("messages.txt"))
def test_message_asks_for_an_appointment_or_not(
    language: str, intent: str, message: str, default: str
) -> None:
    found = language_of(normalize(message), default)
    heard = hear(message, State(language=found), desk_named("practice").calendars(), MONDAY)

    wants = {"book": heard.books, "move": heard.moves, "cancel": heard.cancels}
    assert [each for each, is_wanted in wants.items() if is_wanted and not heard.is_question] == (
        [] if intent == "-" else [intent]
    )


@pytest.mark.parametrize("word", ["and", "ok", "no", "dem", "der", "is", "yes,", "nicht", "ja."])
def test_repeated_word_is_read_to_its_end(word: str) -> None:
    """A pattern in which a word may be taken in two ways would never end."""
    heard = hear(f"{word} " * 120 + "1x(", State(), desk_named("practice").calendars(), MONDAY)

    assert (heard.is_yes, heard.books, bool(heard.when)) == (False, False, False)


@pytest.mark.parametrize(
    ("said", "email"),
    [
        ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"),
        ("it's ada@example.com.", "ada@example.com"),
        ("ada at example dot co dot uk", "ada@example.co.uk"),
        ("carl bindestrich benz ät motor punkt de", "carl-benz@motor.de"),
        ("ada (at) example.com", "ada@example.com"),
        ("ada@example", ""),
        ("no mail", ""),
    ],
)
def test_email_is_found(said: str, email: str) -> None:
    assert find_email(said, is_spoken=True)[0].split()[-1:] == ([email] if email else [])


@pytest.mark.parametrize(
    ("said", "phone"),
    [
        ("0151 234 567 89", "015123456789"),
        ("+49 (0) 30 / 12 34 56", "+49030123456"),
        ("call 555-123-4567", "5551234567"),
        ("oh one five one, double two three four five", "015122345"),
        ("plus four nine, three oh, triple five one", "+49305551"),
        ("room 12", ""),
        ("2026-06-18 14:00", ""),
        ("12.06.2026", ""),
        ("12345", ""),
    ],
)
def test_phone_is_found(said: str, phone: str) -> None:
    assert find_phone(said, phrases_of("en"))[0] == phone


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my name is ada lovelace", "ada lovelace"),
        ("I'm Ada Lovelace and I need help", "Ada Lovelace"),
        ("I'm looking for something", ""),
        ("I'm free", ""),
        ("it's Jean-Luc O'Neill", "Jean-Luc O'Neill"),
        ("this is Enzo F.", "Enzo F."),
    ],
)
def test_name_is_found(said: str, name: str) -> None:
    assert find_name(said, phrases_of("en"), is_asked=False)[0] == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ada", "Ada"),
        ("lovelace, ada", "lovelace, ada"),
        ("Dr. Jane F.", "Dr. Jane F."),
        ("A. Lovelace", "A. Lovelace"),
        ("a problem", ""),
        ("yes", ""),
        ("what for", ""),
        ("[click](https://bad.example)", ""),
        ("one two three four five six", ""),
    ],
)
def test_bare_name_is_a_name_only(said: str, name: str) -> None:
    assert bare_name(said, phrases_of("en")) == name
