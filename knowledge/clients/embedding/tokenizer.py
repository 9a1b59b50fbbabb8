"""The WordPiece tokenizer of all-MiniLM-L6-v2: encodes and counts tokens."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from tokenizers import Encoding, Tokenizer

_FILE = Path(__file__).parent / "assets" / "tokenizer.json"
_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


class AssetCorrupt(Exception):
    """A file shipped with the platform has been changed."""


@cache
def _tokenizer(max_tokens: int | None) -> Tokenizer:
    content = _FILE.read_bytes()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise AssetCorrupt(f"{_FILE.name} differs from the file that was shipped; reinstall it.")
    tokenizer = Tokenizer.from_buffer(content)
    # The file asks for padding to 128 tokens and truncation there; both are the caller's decision.
    tokenizer.no_padding()
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer


def encode(text: str, *, max_tokens: int) -> Encoding:
    """The first tokens of `text`, between [CLS] and [SEP]; `max_tokens` includes these two."""
    return _tokenizer(max_tokens).encode(text)


def count_tokens(text: str) -> int:
    """The number of tokens of `text`, not counting [CLS] and [SEP]."""
    return len(counting_tokenizer().encode(text, add_special_tokens=False).ids)


def counting_tokenizer() -> Tokenizer:
    """For libraries that count by themselves; truncates and pads nothing."""
    return _tokenizer(None)
