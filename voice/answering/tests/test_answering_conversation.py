"""Small talk, and follow-up questions."""

from __future__ import annotations

import pytest

from voice.answering import SmallTalkKind, Turn, search_query, small_talk
from voice.answering.tests.answering_corpus import assessed


@pytest.mark.parametrize(
    ("message", "kind", "language"),
    [
        ("hi", SmallTalkKind.GREETING, "en"),
        ("Hello there!", SmallTalkKind.GREETING, "en"),
        ("good morning", SmallTalkKind.GREETING, "en"),
        ("Thank you so much for your help!", SmallTalkKind.THANKS, "en"),
        ("ok thanks", SmallTalkKind.THANKS, "en"),
        ("Thanks, bye 👋", SmallTalkKind.GOODBYE, "en"),
        ("Great!", SmallTalkKind.ACKNOWLEDGEMENT, "en"),
        ("Guten Tag", SmallTalkKind.GREETING, "de"),
        ("Vielen Dank!", SmallTalkKind.THANKS, "de"),
        ("Merci beaucoup", SmallTalkKind.THANKS, "fr"),
        ("¡Hola!", SmallTalkKind.GREETING, "es"),
        ("Arrivederci", SmallTalkKind.GOODBYE, "it"),
        ("Obrigado", SmallTalkKind.THANKS, "pt"),
        ("Tot ziens", SmallTalkKind.GOODBYE, "nl"),
    ],
)
def test_courtesies_are_recognized(message: str, kind: SmallTalkKind, language: str) -> None:
    courtesy = small_talk(message)

    assert courtesy is not None
    assert (courtesy.kind, courtesy.language) == (kind, language)


@pytest.mark.parametrize(
    "message",
    [
        "Hi, do you have parking?",
        "Thanks, and when do you open?",
        "good evening dress rental",
        "yes",
        "you",
        "",
        "?",
        "hi " * 50,
    ],
)
def test_requests_are_not_small_talk(message: str) -> None:
    assert small_talk(message) is None


def test_a_courtesy_is_answered_without_sources() -> None:
    assessment = assessed("Thank you!")

    assert assessment.small_talk is not None
    assert (
        assessment.small_talk.reply == "You're welcome! Is there anything else I can help you with?"
    )
    assert (assessment.confidence, assessment.spans) == (1.0, ())


@pytest.mark.parametrize(
    ("before", "question", "complete"),
    [
        ("When do you open on Saturdays?", "And on Sundays?", "When do you open on Sundays?"),
        ("What is a ticket for adults?", "and for children?", "What is a ticket for children?"),
        ("When is HIIT?", "Who teaches it?", "Who teaches HIIT?"),
        ("Do you have the Fjord armchair?", "How much is it?", "How much is Fjord armchair?"),
        ("Is there a car park?", "how long?", "how long car park?"),
        ("What does a lost key cost?", "What about a fob?", "What does a lost key cost a fob?"),
        ("How much is a ticket?", "What about students?", "How much is a ticket students?"),
        ("Is the pool open on weekdays?", "and on Sundays?", "Is the pool open on Sundays?"),
        ("How much is the Flex plan?", "And the Pro plan?", "How much is the Pro plan?"),
        ("Do you repair phones?", "How long does that take?", "How long does repair phones take?"),
        ("Who is the manager?", "What is her e-mail?", "What is the manager's e-mail?"),
        ("Do you teach yoga?", "On which days?", "On which days teach yoga?"),
        ("Is there a sauna?", "Until when is it open?", "Until when is sauna open?"),
        ("Wann ist geöffnet?", "Und am Sonntag?", "Wann ist geöffnet am Sonntag?"),
    ],
)  # fmt: skip
def test_follow_ups_are_completed(before: str, question: str, complete: str) -> None:
    history = [Turn("user", before), Turn("assistant", "…")]

    assert search_query(question, history) == complete


def test_a_chain_of_follow_ups_goes_back_to_the_question() -> None:
    history = [
        Turn("user", "When do you open on Saturdays?"),
        Turn("assistant", "At 8:00."),
        Turn("user", "And on Sundays?"),
        Turn("assistant", "At 9:00."),
        Turn("user", "Thanks!"),
        Turn("assistant", "You're welcome!"),
    ]

    assert search_query("And on Mondays?", history) == "When do you open on Mondays?"


@pytest.mark.parametrize(
    "question",
    [
        "What are your opening hours?",
        "Do you have parking?",
        "Who is the head of IT?",
        "By when must I report damage to the parcel?",
        "What time is it in Tokyo?",
        "Where are you?",
    ],
)
def test_a_standalone_question_is_unchanged(question: str) -> None:
    assert search_query(question, [Turn("user", "How much is the red car?")]) == question


def test_without_a_history_nothing_is_added() -> None:
    assert search_query("And on Sundays?", []) == "And on Sundays?"
    assert search_query("And on Sundays?", [Turn("assistant", "Hello!")]) == "And on Sundays?"
