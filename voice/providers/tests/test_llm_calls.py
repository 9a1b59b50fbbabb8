"""Fragments of calls as servers other than OpenAI's send them."""

from __future__ import annotations

from voice.answering.tools import ToolCall
from voice.providers.clients.llm.calls import CallReader


def test_whole_calls_under_one_index_are_several() -> None:
    calls = CallReader()
    calls.read(0, id="a", name="find_times", json='{"day": 1}')
    calls.read(0, id="b", name="find_times", json='{"day": 2}')

    assert list(calls.whole()) == [
        ToolCall("a", "find_times", {"day": 1}),
        ToolCall("b", "find_times", {"day": 2}),
    ]


def test_a_fragment_that_repeats_its_id_is_of_the_same_call() -> None:
    calls = CallReader()
    calls.read(0, id="a", name="find_times", json='{"day"')
    calls.read(0, id="a", json=": 1}")

    assert list(calls.whole()) == [ToolCall("a", "find_times", {"day": 1})]


def test_calls_without_ids_get_some() -> None:
    calls = CallReader()
    calls.read(0, name="find_times")
    calls.read(1, name="find_times")

    assert [each.id for each in calls.whole()] == ["call_0", "call_1"]
