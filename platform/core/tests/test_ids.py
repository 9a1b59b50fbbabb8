"""Public ids: TypeIDs over UUIDv7."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import ids

# From the TypeID specification's list of valid ids.
PUBLISHED = [
    ("prefix_01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057"),
    ("prefix_00000000000000000000000000", "00000000-0000-0000-0000-000000000000"),
    ("prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    ("prefix_0123456789abcdefghjkmnpqrs", "0110c853-1d09-52d8-d73e-1194e95b5f19"),
]
GOOD = PUBLISHED[0][0]

unhurried = settings(deadline=None, database=None)


@pytest.mark.parametrize(("text", "value"), PUBLISHED)
def test_ids_match_the_specification(text: str, value: str) -> None:
    assert ids.encode("prefix", uuid.UUID(value)) == text
    assert ids.decode("prefix", text) == uuid.UUID(value)


@unhurried
@given(value=st.uuids(), prefix=st.sampled_from(["ws", "agent", "usr"]))
def test_encoding_round_trips(value: uuid.UUID, prefix: str) -> None:
    assert ids.decode(prefix, ids.encode(prefix, value)) == value


@unhurried
@given(st.lists(st.uuids(), min_size=2, max_size=5))
def test_ids_sort_like_their_uuids(values: list[uuid.UUID]) -> None:
    names = [ids.encode("ws", value) for value in values]

    assert sorted(names) == [ids.encode("ws", value) for value in sorted(values)]


@unhurried
@given(st.text())
def test_no_text_crashes_the_parser(text: str) -> None:
    value = ids.decode("ws", text)

    assert value is None or ids.encode("ws", value) == text


def test_new_ids_are_version_7_and_later_ones_are_greater() -> None:
    first, second = ids.new_uuid(), ids.new_uuid()

    assert (first.version, second.version) == (7, 7)
    assert first < second


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_",
        "prefix",
        "prefix_",
        GOOD.removeprefix("prefix_"),
        GOOD[:-1],
        GOOD + "0",
        GOOD.upper(),
        GOOD.replace("01h", "01i"),  # not in Crockford's alphabet: i, l, o, u
        GOOD.replace("01h", "01u"),
        GOOD.replace("prefix_0", "prefix_8"),  # more than 128 bits
        GOOD.replace("prefix", "agent"),
        GOOD.replace("prefix", "other_prefix"),
        f" {GOOD}",
        f"{GOOD}\n",
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "prefix_" + "\N{FULLWIDTH DIGIT ZERO}" * 26,
        "prefix_" + "\x00" * 26,
    ],
)
def test_malformed_and_foreign_ids_decode_to_none(text: str) -> None:
    assert ids.decode("prefix", text) is None
