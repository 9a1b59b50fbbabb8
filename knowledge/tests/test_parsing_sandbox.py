"""Documents read in the subprocess, harmless and harmful: text, or the cause of failure."""

import signal
import tracemalloc

import pytest

from knowledge.clients.parsing import sandbox
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.clients.parsing.limits import Limits
from knowledge.errors import (
    ArchiveTooLarge,
    CorruptFile,
    EmptyFile,
    EncryptedPdf,
    NotADocx,
    NotAPdf,
    NoText,
    NotText,
    OnlyHiddenText,
    ReadingTooLong,
    TooComplex,
    TooManyPages,
)
from knowledge.tests import documents
from knowledge.tests.parsing import LONG_TEXT, parsers, read, stored

__all__ = ["parsers", "read", "stored"]

pytestmark = pytest.mark.processes


@pytest.mark.parametrize(
    ("format", "data", "expected"),
    [
        (
            DocumentFormat.TXT,
            "Grüß Gott.".encode("cp1252"),
            Block("Grüß Gott.", BlockKind.PARAGRAPH),
        ),
        (DocumentFormat.TXT, "Hello.".encode("utf-16"), Block("Hello.", BlockKind.PARAGRAPH)),
        (DocumentFormat.TXT, b"\0He\0llo.\0", Block("Hello.", BlockKind.PARAGRAPH)),
        (
            DocumentFormat.TXT,
            "a \u202egpj.exe".encode(),
            Block("a gpj.exe", BlockKind.PARAGRAPH),
        ),
        (DocumentFormat.CSV, b"Room,Price\nA,1", Block("Room: A; Price: 1", BlockKind.TABLE_ROW)),
        (DocumentFormat.MARKDOWN, b"# Hello", Block("Hello", BlockKind.HEADING)),
        (DocumentFormat.HTML, b"<p>Hello", Block("Hello", BlockKind.PARAGRAPH)),
        (
            DocumentFormat.DOCX,
            documents.docx([("Normal", "Hello.")]),
            Block("Hello.", BlockKind.PARAGRAPH),
        ),
        (
            DocumentFormat.PDF,
            documents.pdf([["Hello."]]),
            Block("Hello.", BlockKind.PARAGRAPH, (), 1),
        ),
    ],
)
def test_every_format_is_read(read, format, data, expected):
    assert read(data, format) == [expected]


@pytest.mark.parametrize(
    ("format", "data", "cause"),
    [
        (DocumentFormat.PDF, b"", EmptyFile),
        (DocumentFormat.PDF, b"Not at all.", NotAPdf),
        (DocumentFormat.PDF, bytes(range(256)) * 100, NotAPdf),
        (DocumentFormat.PDF, b"%PDF-1.7\n" + bytes(range(256)) * 100, CorruptFile),
        (DocumentFormat.PDF, documents.pdf([["Hello."] * 40] * 20)[:4000], CorruptFile),
        (DocumentFormat.PDF, documents.pdf([["Hello."]], password="x"), EncryptedPdf),
        (DocumentFormat.PDF, documents.scanned_pdf(), NoText),
        (DocumentFormat.DOCX, b"\xd0\xcf\x11\xe0 Word 97", NotADocx),
        (DocumentFormat.DOCX, documents.billion_laughs_docx(), CorruptFile),
        (DocumentFormat.DOCX, documents.zip_bomb_docx(unpacked_bytes=20_000_000), ArchiveTooLarge),
        (DocumentFormat.DOCX, documents.nested_docx(3000), TooComplex),
        (DocumentFormat.DOCX, documents.docx(), NoText),
        (DocumentFormat.TXT, bytes(1_000_000), NotText),
        (DocumentFormat.TXT, b" \n\t\r\n", NoText),
        (DocumentFormat.CSV, b",,,\n,,,\n", NoText),
        (DocumentFormat.HTML, b"<script>let it = 'be'</script>", NoText),
    ],
)
def test_unreadable_documents_have_a_cause(read, format, data, cause):
    with pytest.raises(cause) as raised:
        read(data, format)

    assert type(raised.value) is cause


def test_notices_come_with_the_blocks(read):
    notices = []
    data = documents.xlsx({"Prices": [["Bread"]], "Costs": [["Flour"]]}, hidden=["Costs"])

    blocks = read(data, DocumentFormat.XLSX, on_notice=notices.append)

    assert [block.text for block in blocks] == ["Prices", "Bread"]
    assert notices == [Notice("HIDDEN_SHEETS_LEFT_OUT", 1)]


def test_a_file_that_hides_all_of_its_text_says_so(read):
    with pytest.raises(OnlyHiddenText):
        read(documents.xlsx({"Costs": [["Flour"]]}, hidden=["Costs"]), DocumentFormat.XLSX)


def test_endless_nesting_in_a_word_file_is_too_complex(read):
    with pytest.raises(TooComplex):
        read(documents.nested_docx(10_000), DocumentFormat.DOCX)


def test_one_line_of_nine_megabytes_is_read_in_little_memory(stored):
    path = stored(b"abcdefghi," * 900_000)

    tracemalloc.start()
    characters = sum(
        block.text.count("abcdefghi")
        for block in sandbox.parse_file(path, format=DocumentFormat.CSV)
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert characters == 900_000
    assert peak < 4_000_000


def test_zeros_after_good_text_are_not_text(read):
    data = b"Hello.\n" * 1000 + bytes(5_000_000)

    assert [block.text for block in read(data, DocumentFormat.TXT)] == ["Hello."] * 1000


def test_thousands_of_empty_pages_are_counted_and_have_no_text(read):
    reports = []

    with pytest.raises(NoText):
        read(
            documents.pdf([[]] * 5000),
            DocumentFormat.PDF,
            on_progress=lambda done, total: reports.append((done, total)),
        )

    assert reports[-1] == (5000, 5000)
    assert len(reports) == 101  # every percent, not every page


def test_processor_time_is_limited(read):
    with pytest.raises(ReadingTooLong):
        read(documents.nested_html(100_000), DocumentFormat.HTML, limits=Limits(cpu_seconds=1))


def test_memory_is_limited(read):
    bomb = documents.pdf_bomb(unpacked_bytes=100_000_000)

    with pytest.raises(TooComplex):
        read(bomb, DocumentFormat.PDF, limits=Limits(memory_bytes=250_000_000))


def test_waiting_is_limited(read, parsers):
    with pytest.raises(ReadingTooLong):
        read(documents.nested_html(100_000), DocumentFormat.HTML, limits=Limits(wait_seconds=1))

    assert parsers[0].returncode == -signal.SIGKILL


@pytest.mark.parametrize("limits", [Limits(text_characters=1900), Limits(blocks=100)])
def test_text_is_limited(stored, parsers, limits):
    blocks = sandbox.parse_file(stored(LONG_TEXT), format=DocumentFormat.TXT, limits=limits)

    assert [next(blocks).text for _ in range(100)] == ["Guests are welcome."] * 100
    with pytest.raises(TooComplex):
        next(blocks)
    assert parsers[0].returncode is not None


def test_limits_grow_with_the_file():
    small = Limits.of(DocumentFormat.MARKDOWN, 1_000)
    large = Limits.of(DocumentFormat.MARKDOWN, 10_000_000)
    pdf = Limits.of(DocumentFormat.PDF, 100_000_000)

    assert (small.cpu_seconds, large.cpu_seconds, pdf.cpu_seconds) == (5, 35, 90)
    assert large.wait_seconds > large.cpu_seconds


def test_a_pdf_of_very_many_pages_is_refused_unread(read):
    with pytest.raises(TooManyPages):
        read(documents.pdf([[]] * 5001), DocumentFormat.PDF)


def test_megabytes_of_marks_are_no_text(read):
    with pytest.raises(NoText):
        read(b"#" * 9_000_000, DocumentFormat.MARKDOWN, limits=Limits(cpu_seconds=3))
