import pytest

from knowledge.clients.parsing.formats import DocumentFormat, check_head, format_by_name
from knowledge.errors import EmptyFile, NotADocx, NotAPdf, NotText, UnsupportedFormat

PDF_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"
ZIP_HEAD = b"PK\x03\x04\x14\x00"
WORD_97_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def judged(filename, head):
    """Checks like an upload: the name first, then the first bytes in the parser."""
    named = format_by_name(filename)
    check_head(named, head)
    return named


@pytest.mark.parametrize(
    ("filename", "head", "expected"),
    [
        ("prices.pdf", PDF_HEAD, DocumentFormat.PDF),
        ("PRICES.PDF", b"\xef\xbb\xbf\r\n" + PDF_HEAD, DocumentFormat.PDF),
        ("menu.docx", ZIP_HEAD, DocumentFormat.DOCX),
        ("rules.txt", b"No smoking.", DocumentFormat.TXT),
        ("rules.txt", "Kein Rauchen.".encode("utf-16"), DocumentFormat.TXT),
        ("rules.txt", "Kein Rauchen.".encode("utf-16-le"), DocumentFormat.TXT),
        ("rooms.v2.csv", b"room,price", DocumentFormat.CSV),
        ("readme.md", b"# Read me", DocumentFormat.MARKDOWN),
        ("page.htm", b"<p>Hello", DocumentFormat.HTML),
    ],
)
def test_matching_name_and_content_are_accepted(filename, head, expected):
    assert judged(filename, head) is expected


@pytest.mark.parametrize(
    ("filename", "head", "refusal"),
    [
        ("prices.pdf", b"<html>", NotAPdf),
        ("prices.pdf", ZIP_HEAD, NotAPdf),
        ("menu.docx", PDF_HEAD, NotADocx),
        ("menu.docx", WORD_97_HEAD, NotADocx),
        ("rules.txt", PDF_HEAD, NotText),
        ("rooms.csv", ZIP_HEAD, NotText),
        ("page.html", b"\x89PNG\r\n", NotText),
        ("rules.txt", bytes(4096), NotText),
        ("rules.txt", b"", EmptyFile),
        ("prices.pdf", b"", EmptyFile),
        ("setup.exe", b"MZ", UnsupportedFormat),
        ("noextension", b"text", UnsupportedFormat),
        ("", b"text", UnsupportedFormat),
        ("prices.pdf.exe", PDF_HEAD, UnsupportedFormat),
    ],
)
def test_mismatches_are_refused(filename, head, refusal):
    with pytest.raises(refusal):
        judged(filename, head)


def test_a_name_gives_the_format():
    assert format_by_name("Opening hours.TXT") is DocumentFormat.TXT
    with pytest.raises(UnsupportedFormat):
        format_by_name("opening.hours")
