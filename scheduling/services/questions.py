"""The questions that a calendar asks at booking, and the answers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduling.errors import AnswerInvalid, CalendarRulesInvalid
from scheduling.models import Calendar

TEXT, CHOICE, BOOLEAN = "TEXT", "CHOICE", "BOOLEAN"
MAX_QUESTIONS, MAX_ANSWER = 20, 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """Asked at booking. options: of a CHOICE."""

    key: str
    label: str
    type: str
    options: tuple[str, ...] = ()
    is_required: bool = False


def questions_of(calendar: Calendar) -> list[Question]:
    return [
        Question(
            each["key"], each["label"], each["type"], tuple(each["options"]), each["is_required"]
        )
        for each in calendar.questions
    ]


def check_questions(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The questions as they are stored. Raises CalendarRulesInvalid."""
    if len(questions) > MAX_QUESTIONS:
        raise _invalid(f"At most {MAX_QUESTIONS} questions can be asked.")
    keys = [each["key"] for each in questions]
    if len(set(keys)) < len(keys):
        raise _invalid("Each question needs a key of its own.")
    for each in questions:
        if each["type"] == CHOICE and len(set(each.get("options", ()))) < 2:
            raise _invalid("A question with a choice needs at least two different options.")
    return [
        {
            "key": each["key"],
            "label": each["label"],
            "type": each["type"],
            "options": list(each.get("options", ())) if each["type"] == CHOICE else [],
            "is_required": each.get("is_required", False),
        }
        for each in questions
    ]


def check_answers(
    calendar: Calendar, answers: Mapping[str, object], *, is_complete: bool
) -> dict[str, object]:
    """The answers as they are stored. Raises AnswerInvalid.

    is_complete: whether required questions must have been answered.
    """
    questions = {each.key: each for each in questions_of(calendar)}
    for key in answers:
        if key not in questions:
            raise _refused(key, f"This calendar does not ask “{key}”.")
    for question in questions.values():
        answer = answers.get(question.key)
        if _is_missing(answer):
            if question.is_required and is_complete:
                raise _refused(question.key, f"Please answer “{question.label}”.")
        elif not _fits(question, answer):
            reason = f"This is no possible answer to “{question.label}”."
            raise _refused(question.key, reason)
    return {key: answer for key, answer in answers.items() if not _is_missing(answer)}


def _is_missing(answer: object) -> bool:
    """False is an answer."""
    return answer is None or answer == ""


def _fits(question: Question, answer: object) -> bool:
    if question.type == BOOLEAN:
        return isinstance(answer, bool)
    if not isinstance(answer, str) or len(answer) > MAX_ANSWER or "\x00" in answer:
        return False
    return question.type == TEXT or answer in question.options


def _refused(key: str, reason: str) -> AnswerInvalid:
    return AnswerInvalid(field=f"answers.{key}", reason=reason)


def _invalid(reason: str) -> CalendarRulesInvalid:
    return CalendarRulesInvalid(field="questions", reason=reason)
