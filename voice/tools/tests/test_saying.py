"""What a model may say while it books: on Monday, 1 June 2026, after looking at two days."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from voice.answering.tools import Verdict
from voice.tools.booking.saying import Known, judge, words_of
from voice.tools.booking.verbs import Listed
from voice.tools.tests.paper_desk import moment

TUESDAY = tuple(moment(f"06-02 {time}") for time in ("13:00", "14:00", "14:30"))
COMMON = Path(__file__).with_name("model_sentences.txt").read_text().splitlines()
KNOWN = Known(
    language="en",
    today=date(2026, 6, 1),
    times=TUESDAY,
    listed=(
        Listed("Consultation", 30, date(2026, 6, 2), date(2026, 6, 2), TUESDAY),
        Listed("Consultation", 30, date(2026, 6, 3), date(2026, 6, 3), ()),
    ),
    names=words_of("Ada Lovelace", "Consultation"),
)


@pytest.mark.parametrize("sentence", COMMON)
def test_what_models_commonly_write_while_they_book_is_said(sentence: str) -> None:
    is_german = re.search(r"\b(?:Sie|Ihnen|Ihren|Termin|Frau|frei)\b", sentence) is not None

    judged = judge(sentence, replace(KNOWN, language="de" if is_german else "en"))

    assert judged.verdict is Verdict.SAY


@pytest.mark.parametrize(
    ("sentence", "offers"),
    [
        ("Tuesday, 2 June at 2:00 pm is free.", [14]),
        ("On Tuesday, 2 June I can offer you 1:00 pm, 2:00 pm or 2:30 pm.", [13, 14, 14]),
        ("Would tomorrow at 2 pm suit you, Ada?", [14]),
        ("- Tuesday, 2 June at 2:00 pm", [14]),
        ("I could offer 2026-06-02 at 14:00.", [14]),
        ("3 pm on Tuesday is not available, but 2 pm and 2:30 pm are.", [14, 14]),
        ("Unfortunately nothing is free on Wednesday.", []),
        ("We're fully booked on Wednesday.", []),
        ("Could you please tell me your name and how we can reach you?", []),
        ("Which of these times suits you best?", []),
        ("Would you prefer the morning or the afternoon?", []),
        ("Ich kann am Dienstag um 13:00 Uhr, 14:00 Uhr oder 14:30 Uhr anbieten.", [13, 14, 14]),
        ("Am Dienstag um 15 Uhr ist leider nichts frei, aber um 14:30 Uhr.", [14]),
        ("Wie heißen Sie, und wie erreichen wir Sie?", []),
    ],
)  # fmt: skip
def test_open_times_and_plain_words_are_said(sentence: str, offers: list[int]) -> None:
    judged = judge(sentence, KNOWN)

    assert judged.verdict is Verdict.SAY
    assert [each.hour for each in judged.offered] == offers


@pytest.mark.parametrize(
    "sentence",
    [
        "Tuesday at 3 pm is free.",
        "Would Tuesday at 3 pm suit you?",
        "Shall we say Friday at 2 pm at the beach?",
        "Tuesday, 3 June at 2:00 pm is available.",
        "Wednesday, 3 June at 2:00 pm is available.",
        "Unfortunately nothing is free on Tuesday.",
        "We're fully booked on Tuesday.",
        "Nothing is free on Thursday.",
        "2 pm on Tuesday is not free, but 3 pm is.",
        "Am Donnerstag um 14 Uhr ist etwas frei.",
        "Am Dienstag ist leider nichts frei.",
    ],
)
def test_times_that_are_not_open_and_open_ones_denied_are_dropped(sentence: str) -> None:
    assert judge(sentence, KNOWN).verdict is Verdict.DROP


@pytest.mark.parametrize(
    "sentence",
    [
        "Booked!",
        "Your appointment is booked for Tuesday at 2:00 pm.",
        "I have booked you in, Ada.",
        "I've gone ahead and scheduled Tuesday at 2:00 pm.",
        "Great, you're all set.",
        "Done!",
        "I can confirm it is reserved.",
        "Your appointment was moved to Tuesday at 2:00 pm.",
        "I cancelled it.",
        "We have you on Tuesday at 2:00 pm.",
        "Then Tuesday at 2:00 pm it is!",
        "See you on Tuesday at 2:00 pm.",
        "You now have an appointment on Tuesday at 2:00 pm.",
        "Let me check the times for you.",
        "Great, I'll book Tuesday at 2:00 pm for you.",
        "Ihr Termin ist gebucht.",
        "Ihr Termin am Dienstag um 14 Uhr steht.",
        "Ich habe Sie für Dienstag um 14 Uhr eingetragen.",
        "Der Termin wurde storniert.",
        "Ich kann bestätigen, dass alles gebucht ist.",
        "Wir freuen uns auf Sie.",
        "Einen Moment, ich schaue nach.",
        "Votre rendez-vous est réservé.",
        "Su cita está confirmada.",
        "It is **booked**.",
        "It is _booked_.",
        "It is boo\u200bked.",
        f"Parking is free{' and so is parking' * 40} and your appointment is booked.",
        "ＢＯＯＫＥＤ for Tuesday at 2:00 pm",
    ],
)
def test_what_claims_to_be_done_is_dropped(sentence: str) -> None:
    assert judge(sentence, KNOWN).verdict is Verdict.DROP


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Parking is free for guests.", Verdict.CHECK),
        ("A consultation costs $30.", Verdict.CHECK),
        ("Tuesday at 2:00 pm is free and so is parking.", Verdict.CHECK),
        ("Appointments can be cancelled up to 24 hours before.", Verdict.DOCUMENTS),
        ("Our bar is open on Fridays from 6 pm.", Verdict.DOCUMENTS),
    ],
)
def test_everything_else_needs_support(sentence: str, verdict: Verdict) -> None:
    assert judge(sentence, KNOWN).verdict is verdict


def test_a_list_is_of_the_day_before_it() -> None:
    about_tuesday = judge("On Tuesday I have:", KNOWN)
    about_wednesday = judge("On Wednesday there is:", KNOWN)

    verdicts = [
        judge("- 2:00 pm", replace(KNOWN, day=before.day)).verdict
        for before in (about_tuesday, about_wednesday)
    ]

    assert verdicts == [Verdict.SAY, Verdict.DROP]
