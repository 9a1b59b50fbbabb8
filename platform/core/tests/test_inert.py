"""Strangers' words are shown as they are, and nothing in them looks like an address."""

from __future__ import annotations

import re

import pytest

from core.inert import inert_line, inert_prose

# What mail programs take for an address, and more.
LINKED = re.compile(
    r"""[a-z][a-z0-9+.-]*:\S            # a scheme
    | [/\\\uff0f]{2}\S
    | \w[@\uff20]\w
    | \w[.\u2024\u3002\uff0e\uff61]\w[\w\u0900-\u0fff]
    | \w[.]\ufe0f
    | (?:\d{1,3}\.){3}\d""",
    re.IGNORECASE | re.VERBOSE,
)
ADDRESSES = [
    "https://evil.example/login",
    "HTTPS://EVIL.EXAMPLE",
    "http://evil",
    "http://localhost:8000/",
    "http://[::1]/",
    "http://0x7f000001",
    "https:/\\evil.example",
    "https:\\\\evil.example",
    "//evil.example",
    "\\\\evil\\share",
    "ftp://evil.example",
    "javascript:alert(1)",
    "mailto:thief@evil.example",
    "tel:+49301234567",
    "www.evil.example",
    "evil.example",
    "evil.example/path?x=1#y",
    "evil.example:8443",
    "EVIL.COM",
    "1.evil.com",
    "a.b.com",
    "3.com",
    "evil.xn--p1ai",
    "пример.рф",
    "例子.公司",
    "evil。com",
    "evil．com",
    "evil｡com",
    "evil․com",
    "https：／／evil．com",
    "127.0.0.1",
    "thief@evil.example",
    "thief＠evil.example",
    "user:secret@evil.example",
    "evil.कॉम",
    "evil.भारत/login",
    "evil。বাংলা",
    "www.e.com",
    "evil.\ufe0fcom",
    "(evil.example)",
    "<https://evil.example>",
    "[Sign in](https://evil.example)",
    "ev\u00adil.example",
    "evil.\u200bexample",
    "evil\u2060.\u2060example",
    "\u202eevil.example",
    "evil.exa\U000e0061mple",
    "Müller & Co.KG",
    "Booking.com Partner",
]
PLAIN = [
    "Dr. J.R. Smith",
    "J. R. R. Tolkien",
    "St. John's Ltd.",
    "A.B.C. Corp",
    "Smith & Sons, Inc.",
    "12.50 EUR at 10:30 on 12.05.2026, v1.2.3",
    "z.B. mit Frühstück",
    "❤\ufe0f Dr. J.R.\u2019s, “A.B.”",
    "Zoë 🔑 👨\u200d👩\u200d👧",
    "کتاب\u200cها",
    "和/或",
    "1/2",
    "{{ code }}",
    "Ada <b>& Co</b>",
    "Note: call",
    "9 @ 5",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_nothing_looks_like_an_address(text: str) -> None:
    shown = inert_line(f"Ada of {text} and others")

    assert LINKED.search(shown) is None
    assert inert_line(shown) == shown


@pytest.mark.parametrize("text", ["https://evil.example/login", "Müller & Co.KG", "Booking.com"])
def test_it_reads_as_it_was_written(text: str) -> None:
    assert inert_line(text).replace("\u200c", "") == text


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_exactly_the_same(text: str) -> None:
    assert inert_line(text) == text


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
)
def test_a_line_is_one_and_prose_keeps_its_lines(end: str) -> None:
    assert inert_line(f"Acme{end}Bcc: x") == "Acme Bcc: x"
    assert inert_prose(f"Acme{end}Bcc: x") == "Acme\nBcc: x"


def test_what_cannot_be_seen_is_left_out() -> None:
    assert inert_line("\x00A\x1bc\x7fm\u202ee\ud800\u2066 ") == "Acme"
