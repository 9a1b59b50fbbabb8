"""Decodes text files in any encoding."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"  # what files labeled Latin-1 really use
_LEGACY = [
    *(_WESTERN, "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
_SAMPLE_BYTES = 32_768


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The decoded text; invalid bytes become U+FFFD.

    declared: the encoding that the file names; used if the bytes themselves give no surer answer.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    unmarked = _utf_16(data[:_SAMPLE_BYTES])
    if unmarked:
        return data.decode(unmarked, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(_known_encoding(declared) or _guess(data), errors="replace")


def _utf_16(sample: bytes) -> str | None:
    """The byte order, if every other byte is mostly zero, as in UTF-16 of Latin letters."""
    even, odd = (sample[i::2].count(0) / max(len(sample) / 2, 1) for i in (0, 1))
    if max(even, odd) < 0.5 or min(even, odd) > 0.05:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _known_encoding(declared: str | None) -> str | None:
    """`declared`, if it names a text encoding that is compatible with ASCII."""
    try:
        encoding = codecs.lookup(declared or "")
        return declared if "A".encode(encoding.name) == b"A" else None
    except LookupError:
        return None


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # takes 40 ms, and few files need it

    # Start at the first non-ASCII byte: the bytes before it give no evidence.
    begin = next(i for i, byte in enumerate(data) if byte > 0x7F)
    begin = max(0, begin - _SAMPLE_BYTES // 4)
    matches = from_bytes(data[begin : begin + _SAMPLE_BYTES], cp_isolation=_LEGACY)
    best = matches.best()
    if best is None:
        return _WESTERN
    equals = [
        match
        for match in matches
        if match.percent_chaos <= best.percent_chaos
        and match.percent_coherence >= best.percent_coherence
    ]
    # A few accents fit several encodings equally well; the Western one is by far the most common.
    if any(_WESTERN in match.could_be_from_charset for match in equals):
        return _WESTERN
    return best.encoding
