"""Decodes text files in any encoding.

What a file declares is believed only if its bytes can mean it: files, and servers even more, name
encodings that they do not use.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"  # what files labeled Latin-1 really use
# The sign for any currency, which nobody writes: another encoding has that of the euro there.
_NO_CURRENCY, _WITH_EURO = "¤", "iso8859-15"
# Encodings of files that people have, the likelier first. The others that the detector knows, such
# as those of HP terminals, are only ever a mistake.
_USED = [
    *(_WESTERN, "iso8859-2", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("cp1258", "cp932", "shift_jis_2004", "gb18030", "big5hkscs", "cp949", "euc_jis_2004"),
    *("euc_kr", "koi8-r", "koi8-u", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8"),
    *("iso8859-1", "iso8859-9", "iso8859-13", "iso8859-15", "iso8859-16", "cp874", "tis-620"),
    *("cp866", "mac-cyrillic", "mac-roman", "cp850", "cp852"),
]
# Those that write Chinese and Japanese in ASCII, and how they begin to.
_ESCAPING = ["iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr", "hz"]
_ESCAPED = re.compile(r"\x1b\$|~\{")
_CONTROLS = bytes({*range(0x20)} - set(b"\t\n\f\r\x1b"))
_STRANGE = re.compile("[\u0370-\u1cff\u2116\u2500-\u25ff\uff61-\uff9f]+")
_MIXED = re.compile(f"(?<=[A-Za-z]){_STRANGE.pattern}|{_STRANGE.pattern}(?=[A-Za-z])")
_DECLARING = re.compile(rb"charset|coding", re.IGNORECASE)
_UNIT = re.compile(r"\b[ckm]?m[²³]")
# Signs where another encoding has a letter: "Pi¹tek", "Tj„nst".
_SIGN_IN_WORD = re.compile("[^\\W\\d_](?:[¡-¦¬¯±-¶¸-¾]|[ˆ˜“”„†‡•…‰‹›™«»](?=[^\\W\\d_]))")
_SIGN_BEFORE_WORD = re.compile("(?<![^\\W_])[¹²³¼½¾ˆ˜¨¯´¸†‡‰™](?=[a-z])")
_EASTERN_IN_WORD = re.compile("[A-Za-z][\u3040-\u9fff]|[\u3040-\u9fff][a-z]")  # "Gr廻"
_LETTER = re.compile("(.?)([^\\W\\d_\x00-\x7f])(?=(.?))", re.DOTALL)
_LETTER_FOR_CURRENCY = re.compile('\\d[ \xa0]?[ıÀ-ÖØ-ÞŠŒŽŸ](?=[;,|\\t\\r\\n."]|$)')
_CONTROL_LETTERS = re.compile("[\x80-\x84\x86-\x9f]")
# Names that Python lacks, and those under which browsers expect a larger encoding.
_MEANT = {
    "ascii": _WESTERN,
    "cp850": "cp858",  # the same with the sign of the euro
    "iso8859-1": _WESTERN,
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift_jis_2004": "cp932",
    "euc_jp": "euc_jis_2004",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "iso-8859-8-i": "cp1255",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "x-euc-jp": "euc_jis_2004",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}
_SAMPLE_BYTES, _PROOF_BYTES = 32_768, 8_192
# A guess that is nearly as sure as the best one counts, if it is likelier or declared.
_NEARLY, _DECLARED_NEARLY = 0.999, 0.8
_FEW = 12  # bytes beyond ASCII that prove nothing against what is declared
_ANYTHING = 0.04  # below which a guess says little,
_BETTER = 1.25  # unless it is so many times as sure as that of Western Europe
_MAX_DAMAGE = 0.25  # share of the bytes beyond ASCII that may be broken in UTF-8


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The decoded text. A byte that means nothing in its encoding is left out.

    declared: the encoding that the file or its server names; used if the bytes agree.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="ignore")
    sample = data[:_SAMPLE_BYTES]
    if len(sample.translate(None, _CONTROLS)) < 0.99 * len(sample):  # no text in bytes has so many
        unmarked = _latin_utf_16(sample) or _other_utf_16(sample)
        if unmarked:
            return data.decode(unmarked, errors="ignore")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        if _is_damaged_utf_8(data):
            return data.decode(errors=_AS_WESTERN)
        encoding = _other_utf_16(sample) or _guess(_telling(data), _known_encoding(declared))
        return data.decode(encoding, errors="ignore")
    escaped = _ESCAPED.search(text) and _guess_escaped(_telling(data))
    return data.decode(escaped, errors="ignore") if escaped else text


def _latin_utf_16(sample: bytes) -> str | None:
    """The byte order, if every other byte is mostly zero, as in UTF-16 of Latin letters."""
    even, odd = (sample[i::2].count(0) / max(len(sample) / 2, 1) for i in (0, 1))
    if max(even, odd) < 0.5 or min(even, odd) > 0.05:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _other_utf_16(sample: bytes) -> str | None:
    """The byte order, if the bytes make sense as UTF-16 of other letters."""
    sample = sample[: len(sample) // 2 * 2]
    return next(
        (order for order in ("utf-16-le", "utf-16-be") if _makes_sense(sample, order)), None
    )


def _makes_sense(sample: bytes, encoding: str) -> bool:
    """True if nearly all characters are of one or two alphabets, or Chinese or Japanese with its
    punctuation. Other bytes, read as UTF-16, are ideographs and symbols from everywhere.
    """
    text = sample.decode(encoding, errors="ignore")
    if not text or not all(each.isprintable() or each.isspace() for each in text):
        return False
    rows = Counter(ord(character) >> 8 for character in text)
    alphabets = sum(count for row, count in rows.most_common(3) if row < 0x1F)
    eastern = sum(count for row, count in rows.items() if row in (0x30, 0xFF))
    ideographs = sum(count for row, count in rows.items() if 0x4E <= row < 0xA0 or row == 0)
    return alphabets >= 0.95 * len(text) or (
        eastern >= 0.03 * len(text) and eastern + ideographs >= 0.98 * len(text)
    )


def _is_damaged_utf_8(data: bytes) -> bool:
    """True if nearly all of the bytes beyond ASCII make characters of UTF-8."""
    beyond = len(data.translate(None, bytes(range(0x80))))
    kept = data.decode(errors="ignore").encode()
    return beyond - len(kept.translate(None, bytes(range(0x80)))) <= _MAX_DAMAGE * beyond


def _read_as_western(error: UnicodeError) -> tuple[str, int]:
    """Read broken bytes of UTF-8 as what somebody pasted into it, a cut last one as nothing."""
    assert isinstance(error, UnicodeDecodeError)
    if error.reason == "unexpected end of data":
        return "", error.end
    broken = error.object[error.start : error.end]
    return broken.decode(_WESTERN, errors="ignore"), error.end


_AS_WESTERN = "knowledge.as_western"
codecs.register_error(_AS_WESTERN, _read_as_western)


def _known_encoding(declared: str | None) -> str | None:
    """The encoding that `declared` means, if it is one of text and compatible with ASCII."""
    name = (declared or "").strip().lower()
    try:
        encoding = codecs.lookup(_MEANT.get(name, name)).name
        encoding = _MEANT.get(encoding, encoding)
        return encoding if "A".encode(encoding) == b"A" else None
    except (LookupError, ValueError):
        return None


def _guess(sample: bytes, declared: str | None) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    import chardet  # takes 40 ms, and few files need it

    if _has_signs_only(sample):
        if _NO_CURRENCY in sample.decode(_WESTERN, errors="ignore"):
            return _WITH_EURO
        return declared if declared and _makes_words(sample, declared) else _WESTERN
    guesses = chardet.detect_all(
        _DECLARING.sub(b"", sample),  # whose declarations the detector would believe
        ignore_threshold=True,
        include_encodings=_USED,
        compat_names=False,
    )
    found = {
        encoding: guess["confidence"] * (1 - _misplaced(sample, encoding)) ** 4
        for guess in reversed(guesses)  # the best one of two that mean the same
        if (encoding := _known_encoding(guess["encoding"])) and _makes_words(sample, encoding)
    }
    best = max(found.values(), default=0.0)
    if declared and _makes_words(sample, declared):
        is_short = len(sample.translate(None, bytes(range(0x80)))) < _FEW
        if is_short or found.get(declared, 0.0) >= _DECLARED_NEARLY * best:
            return declared
    is_unsure = best < _ANYTHING and best < _BETTER * found.get(_WESTERN, 0.0)
    if is_unsure and _is_mostly_latin(sample):
        return _WESTERN
    likely = [encoding for encoding, sureness in found.items() if sureness >= _NEARLY * best]
    return min(likely, key=_rank, default=_WESTERN)


def _guess_escaped(sample: bytes) -> str | None:
    """The encoding of bytes that are ASCII, if their escapes are those of an encoding."""
    import chardet

    found = chardet.detect(sample, include_encodings=_ESCAPING, compat_names=False)["encoding"]
    return found if found in _ESCAPING else None


def _telling(data: bytes) -> bytes:
    """The part of the data around its first bytes that are not ASCII: others give no evidence."""
    found = re.search(rb"[\x80-\xff]|\x1b\$|~\{", data)
    begin = max(0, (found.start() if found else 0) - _SAMPLE_BYTES // 4)
    return data[begin : begin + _SAMPLE_BYTES]


def _rank(encoding: str) -> int:
    return next((i for i, each in enumerate(_USED) if _known_encoding(each) == encoding), 99)


def _makes_words(sample: bytes, encoding: str) -> bool:
    """False if an encoding has no letters for some bytes, or if many words would be half Latin,
    half of another alphabet, or have lines of boxes in them: "Grья", "Gr№▀e".
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample)  # its last character may be cut
    except UnicodeDecodeError:
        return False
    if _CONTROL_LETTERS.search(text):
        return False
    return len(_MIXED.findall(text)) <= 0.2 * len(_STRANGE.findall(text))


def _misplaced(sample: bytes, encoding: str) -> float:
    """The share of the characters beyond ASCII that stand where they never do: signs in words,
    capitals behind small letters, letters for a currency ("Pi¹tek", "MŸtze", "12,50 Õ").
    """
    text = _UNIT.sub("", sample[:_PROOF_BYTES].decode(encoding, errors="ignore"))
    count = text.count(_NO_CURRENCY)
    count += sum(_is_odd_capital(*match.groups()) for match in _LETTER.finditer(text))
    for signs in (_SIGN_IN_WORD, _SIGN_BEFORE_WORD, _LETTER_FOR_CURRENCY, _EASTERN_IN_WORD):
        count += len(signs.findall(text))
    beyond = sum(not character.isascii() for character in text)
    return min(count / beyond, 1.0) if beyond else 0.0


def _is_odd_capital(before: str, letter: str, after: str) -> bool:
    if not letter.isupper():
        return after.isupper() and letter.islower() and not before.isspace()
    return before.islower() or (before.isupper() and after.islower())


def _is_mostly_latin(sample: bytes) -> bool:
    """True if most letters are ASCII, so that the others are likely accented ones."""
    letters = len(re.findall(rb"[A-Za-z]", sample))
    return letters > len(sample.translate(None, bytes(range(0x80))))


def _has_signs_only(sample: bytes) -> bool:
    """True if all that is not ASCII are Western signs, such as quotation marks, "€" and "½", and
    not where another encoding would have a letter.
    """
    text = _UNIT.sub("", sample.decode(_WESTERN, errors="replace"))
    beyond = (each for each in text if not each.isascii())
    return not any(each.isalpha() or each == "\ufffd" for each in beyond) and not (
        _SIGN_IN_WORD.search(text)
    )
