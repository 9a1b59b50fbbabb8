"""Inert text: what strangers wrote, shown so that no mail program makes a link of it.

Mail programs link whatever looks like an address, in subjects, in plain text and in HTML: a person
called “https://evil.example/login” would be a link in a mail of ours. An invisible character keeps
an address apart; it reads as before, and the address leads nowhere even if it is linked, since the
character is part of it.
"""

from __future__ import annotations

import re

_APART = "\u200c"  # ZERO WIDTH NON-JOINER: no domain name contains one where letters do not join
# Invisible characters that hide or reorder others: soft hyphen, marks of direction, fillers, tags.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")
# What may follow an initial. No mark that belongs to its letter: `.\u0915\u0949\u092e` is a domain.
_PAUSE = r"[\s!-/:-@\[-`{-~\xab\xbb\u2000-\u200a\u200c\u2010-\u205f\u3000-\u303f]"
# Also in the forms that browsers take for these characters.
_DOT = r"[.\u2024\u3002\ufe52\uff0e\uff61]"
_COLON = r"[:\ufe55\uff1a]"
_SLASH = r"[/\\\u2044\u2215\uff0f\uff3c]"
_AT = r"[@\ufe6b\uff20]"
_IPV4 = re.compile(rf"(?<![\d.])\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}}(?![\d.])")
_APART_AT = re.compile(
    # a scheme: `https:`
    rf"(?<=[^\W\d_]){_COLON}(?=[^\s{_APART}])"
    rf"|{_SLASH}(?={_SLASH})"
    rf"|(?<=\S){_AT}(?=[^\s{_APART}])"
    # a dot of a domain, but not of a decimal number, nor after an initial: `J.R. Smith`
    rf"|(?<=\S)(?<!{_APART}){_DOT}(?=[\w\ufe00-\ufe0f])(?!(?<=\d.)\d)(?![^\W\d_](?:{_PAUSE}|\Z))"
)


def inert_line(text: str) -> str:
    """The text on one line, without anything that would be linked."""
    return _inert(_SPACE.sub(" ", _LINE_END.sub(" ", text)).strip())


def inert_prose(text: str) -> str:
    """Like `inert_line`, with its line ends kept."""
    return _inert(_LINE_END.sub("\n", text))


def _inert(text: str) -> str:
    shown = _CONTROL.sub("", _HIDDEN.sub("", text))
    shown = _IPV4.sub(lambda found: re.sub(_DOT, _keep_apart, found[0]), shown)
    return _APART_AT.sub(_keep_apart, shown)


def _keep_apart(found: re.Match[str]) -> str:
    return f"{_APART}{found[0]}{_APART}"
