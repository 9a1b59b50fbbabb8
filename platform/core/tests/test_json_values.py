"""Customers' own JSON: what is accepted, and that whatever is stored can be written."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest

from core.json_values import MAX_KEY_LENGTH, RepeatedKey, dump_json, fault_of, load_json


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"a": 2**64 - 1}, None),
        ({"a": 2**64}, "number"),
        ({"a": -(2**63)}, None),
        ({"a": -(2**63) - 1}, "number"),
        ({"a": 1e19}, None),
        ({"a": 1e20}, "number"),
        ({"a": [{"b": -1e19}]}, "number"),
        ({"a": 1.7976931348623157e308}, "number"),
        ({"a": float("nan")}, "number"),
        ({"a": float("-inf")}, "number"),
        ({"a": 5e-324}, None),
        ({"a": True}, None),
        ({"k" * MAX_KEY_LENGTH: 1}, None),
        ({"a": {"k" * (MAX_KEY_LENGTH + 1): 1}}, "key"),
        ({"a": "\ud800"}, "control"),
        ({"\udfff": 1}, "control"),
        ({"a": ["\x00"]}, "control"),
        ([], "object"),
    ],
    ids=range(18),
)
def test_what_could_not_be_written_again_is_a_fault(value: Any, fault: str | None) -> None:
    assert fault_of(value) == fault


@pytest.mark.parametrize("value", [{"b": 2**70, "a": 1e20}, {"a": [-(2**90)]}, {"a": {"n": 1.5}}])
def test_whatever_is_stored_can_be_written(value: Any) -> None:
    assert json.loads(dump_json(value)) == value
    assert json.loads(dump_json(value, orjson.OPT_SORT_KEYS)) == value


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b'{"a": 1, "b": 2, "a": 1}', "a"),
        (b'{"a": [{"c": 1, "c": 1}]}', "c"),
        (b'{"\\u0061": 1, "a": 2}', "a"),
    ],
)
def test_a_key_that_stands_twice_is_refused(raw: bytes, key: str) -> None:
    with pytest.raises(RepeatedKey) as refused:
        load_json(raw)

    assert refused.value.key == key


def test_a_repeated_key_is_found_among_as_many_as_a_body_holds() -> None:
    """Comparing each with all others would take minutes of CPU."""
    keys = [f'"{number}": 1' for number in range(80_000)]

    with pytest.raises(RepeatedKey) as refused:
        load_json(f"{{{', '.join([*keys, keys[-1]])}}}".encode())

    assert refused.value.key == "79999"


def test_integers_are_read_exactly() -> None:
    assert load_json(b'{"a": -9223372036854775809, "b": {"a": 1}}') == {
        "a": -(2**63) - 1,
        "b": {"a": 1},
    }
