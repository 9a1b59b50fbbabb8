"""Dialogues and phrases that nobody who works on the grammar reads: only their totals are held."""

from __future__ import annotations

from voice.tools.tests.paper_desk import DIALOGUES
from voice.tools.tests.scoring import (
    Verdict,
    dialogues_in,
    phrases_in,
    totals,
    verdict_of,
    verdict_on_phrase,
)


def test_most_unread_dialogues_end_right() -> None:
    found = totals(verdict_of(each) for each in dialogues_in(DIALOGUES / "heldout.yaml"))

    assert sum(found.values()) == 40
    assert found[Verdict.RIGHT] >= 38
    assert found[Verdict.EXTRA] + found[Verdict.PERSON] == 0
    assert found[Verdict.WRONG] <= 1


def test_most_unread_phrases_are_understood() -> None:
    rows = phrases_in(DIALOGUES.parent / "phrases_heldout.txt")
    found = totals(verdict_on_phrase(*row) for row in rows)

    assert sum(found.values()) == 80
    assert found[Verdict.RIGHT] >= 71
    assert found[Verdict.WRONG] <= 1
    assert found[Verdict.EXTRA] <= 2


def test_verdicts_tell_right_from_wrong() -> None:
    script = {
        "name": "",
        "desk": "checkup",
        "turns": ["check-up on Thursday at 10", "Ada Lovelace", "ada@example.com", "yes"],
        "booked": {"start": "12-03 10:00", "name": "Ada Lovelace", "email": "ada@example.com"},
    }
    person = {"start": "12-03 10:00", "name": "Ada Byron"}
    nothing = {**script, "turns": ["check-up on Thursday at 10"]}

    assert verdict_of(script) is Verdict.RIGHT
    assert verdict_of({**script, "booked": {"start": "12-03 11:00"}}) is Verdict.WRONG
    assert verdict_of({**script, "booked": person}) is Verdict.PERSON
    assert verdict_of({**script, "booked": "nothing"}) is Verdict.EXTRA
    assert verdict_of(nothing) is Verdict.UNDONE
    assert verdict_of({**nothing, "booked": "nothing"}) is Verdict.RIGHT
    assert verdict_on_phrase("en", "Thursday at 3", "2026-12-03T15:00") is Verdict.RIGHT
    assert verdict_on_phrase("en", "Thursday at 3", "2026-12-04T15:00") is Verdict.WRONG
    assert verdict_on_phrase("en", "Thursday at 3", "NONE") is Verdict.EXTRA
    assert verdict_on_phrase("en", "next week", "2026-12-09") is Verdict.UNDONE
    assert verdict_on_phrase("en", "Thursday", "AMBIGUOUS") is Verdict.WRONG
