"""Fields accept all valid input, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers

from core.api.fields import Email, Flag, Integer, JsonObject, Line, Number, Prose, Token

DECEIVING = [*map(chr, range(0x20)), "\x7f", "\x9f", "\u202e", "\u2066", "\u2069", "\ud800"]


def accepted(field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:
    """The parsed value, or None if it is refused."""
    try:
        return field.run_validation(value)
    except serializers.ValidationError:
        return None


def nested(levels: int) -> Any:
    return {} if levels == 1 else {"inner": nested(levels - 1)}


@pytest.mark.parametrize("character", DECEIVING, ids=ascii)
def test_a_line_has_no_control_characters(character: str) -> None:
    for field in (Line(), Token(), Email()):
        assert accepted(field, f"a{character}b@example.com") is None


@pytest.mark.parametrize("character", DECEIVING, ids=ascii)
def test_prose_may_have_line_breaks_and_tabs_only(character: str) -> None:
    text = f"a{character}b"

    assert accepted(Prose(), text) == (text if character in "\n\r\t" else None)


@pytest.mark.parametrize("text", ["Zoë", "日本語", "👩‍👧", "O'Neil; DROP TABLE", "<b>", "שלום"])
def test_any_printable_text_is_accepted(text: str) -> None:
    assert accepted(Line(), text) == accepted(Prose(), text) == text


@pytest.mark.parametrize("value", [1, 1.5, True, None, ["a"], {"a": 1}, b"a"])
@pytest.mark.parametrize("field", [Line, Prose, Token, Email])
def test_only_strings_are_text(field: type[Prose], value: Any) -> None:
    assert accepted(field(), value) is None


def test_tokens_keep_their_spaces_and_lines_are_trimmed() -> None:
    assert accepted(Token(), " a b ") == " a b "
    assert accepted(Line(), " a b ") == "a b"
    assert accepted(Line(), "   ") is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ann.Lee+x@Example.COM", "ann.lee+x@example.com"),
        ("  ann@example.com ", "ann@example.com"),
        ("ann@M\u00fcnchen.de", "ann@xn--mnchen-3ya.de"),
        ("ann@Mu\u0308nchen.de", "ann@xn--mnchen-3ya.de"),
        ("ann@\ua7cb.example", "ann@xn--w78a.example"),  # a capital newer than Python's tables
        ("ann@localhost", "ann@localhost"),
        ("ann", None),
        ("@example.com", None),
        ("ann@", None),
        ("ann@exa mple.com", None),
        ("ann@a..b", None),
        ("ann@@example.com", None),
        (f"ann@{'x' * 64}.com", None),
        ("ann@" + "ü" * 60 + ".de", None),
        ("a" * 243 + "@example.com", None),
        ("ann@" + "x." * 500_000 + "com", None),
        ("ann\x00@example.com", None),
        ("ann@example.com\nBcc: bob@example.com", None),
        ("zo\u00eb@example.com", None),
    ],
)
def test_email_addresses_are_normalized(given: str, kept: str | None) -> None:
    assert accepted(Email(), given) == kept


@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({}, True),
        ({"a": [1, 2.5, None, True, "x\ny", {"b": {}}]}, True),
        (nested(10), True),
        (nested(11), False),
        ({"a": [[[[[[[[[[1]]]]]]]]]]}, False),
        ({"a": "x" * 19_990}, True),
        ({"a": "x" * 20_000}, False),
        ({"a": "nul \x00"}, False),
        ({"nul \x00": 1}, False),
        ({"a": [{"b": "\x00"}]}, False),
        ([], False),
        ("{}", False),
        (1, False),
        (None, False),
    ],
    ids=range(14),
)
def test_a_customers_object_is_limited(value: Any, is_accepted: bool) -> None:
    assert accepted(JsonObject(), value) == (value if is_accepted else None)


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (Integer(min_value=0, max_value=10), [0, 1, 10], [2.5, 1.0, True, False]),
        (Number(min_value=0, max_value=10), [0, 10, 2.5, 0.0], [True, False]),
        (Flag(), [True, False], [0, 1, 1.0, "yes", "on"]),
    ],
    ids=["integer", "number", "flag"],
)
def test_numbers_and_flags_follow_json_types(field: Any, good: list[Any], bad: list[Any]) -> None:
    bad = [*bad, -1, 11, None, "", "1", "true", [], [1], {}]

    assert [accepted(field, each) for each in good] == good
    assert [each for each in bad if accepted(field, each) is not None] == []
