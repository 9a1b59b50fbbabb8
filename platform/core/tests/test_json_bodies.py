"""What is no JSON is refused by the one parser of bodies, wherever in a body it stands."""

from __future__ import annotations

import io

import pytest
from rest_framework.exceptions import ParseError

from core.wire.answers import DialectParser

NO_JSON = [b'"\\ud800"', b'"a\\udc00b"', b"NaN", b"Infinity", b"-Infinity", b"1e400", b"9" * 400]
NO_JSON += [b"undefined", b"'text'", b'"unended', b"01", b"+1", b".5", b"tru"]
PLACES = [b'{"a": %s}', b'{"a": [%s]}', b'{"a": {"b": %s}}', b'{"a": [{"b": %s, "c": 1}]}']
PLACES += [b'{%s: "a"}', b'{"a": 1, "b": [1, [%s]]}', b"%s"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("raw", NO_JSON)
def test_what_is_no_json_is_refused_anywhere(raw: bytes, place: bytes) -> None:
    with pytest.raises(ParseError):
        DialectParser().parse(io.BytesIO(place % raw))
