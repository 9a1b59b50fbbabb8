"""Documents read in the subprocess, harmless and harmful: text, or the cause of failure."""

import json
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from core.testing import wait_until_true
from knowledge.clients.parsing import sandbox
from knowledge.clients.parsing.blocks import Block, BlockKind
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
    ParserStopped,
    TooComplex,
)
from knowledge.tests import documents

LONG_TEXT = b"Guests are welcome.\n\n" * 100_000

Read = Callable[..., list[Block]]


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[bytes], Path]:
    def store(data: bytes) -> Path:
        path = tmp_path / "document"
        path.write_bytes(data)
        return path

    return store


@pytest.fixture
def read(stored) -> Read:
    def read(data: bytes, format: DocumentFormat, **options: object) -> list[Block]:
        return list(sandbox.parse_file(stored(data), format=format, **options))

    return read


@pytest.fixture
def parsers(monkeypatch) -> list[subprocess.Popen]:
    """The subprocesses that were started."""
    processes = []
    start = sandbox._start

    def remember(*arguments: object) -> subprocess.Popen:
        processes.append(start(*arguments))
        return processes[-1]

    monkeypatch.setattr(sandbox, "_start", remember)
    return processes


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
    with pytest.raises(TooComplex):
        read(documents.nested_html(100_000), DocumentFormat.HTML, limits=Limits(cpu_seconds=1))


def test_memory_is_limited(read):
    bomb = documents.pdf_bomb(unpacked_bytes=100_000_000)

    with pytest.raises(TooComplex):
        read(bomb, DocumentFormat.PDF, limits=Limits(memory_bytes=250_000_000))


def test_waiting_is_limited(read, parsers):
    with pytest.raises(TooComplex):
        read(documents.nested_html(100_000), DocumentFormat.HTML, limits=Limits(wait_seconds=1))

    assert parsers[0].returncode == -signal.SIGKILL


@pytest.mark.parametrize("limits", [Limits(text_characters=1900), Limits(blocks=100)])
def test_text_is_limited(stored, parsers, limits):
    blocks = sandbox.parse_file(stored(LONG_TEXT), format=DocumentFormat.TXT, limits=limits)

    assert [next(blocks).text for _ in range(100)] == ["Guests are welcome."] * 100
    with pytest.raises(TooComplex):
        next(blocks)
    assert parsers[0].returncode is not None


def test_the_parser_has_no_secrets_and_tight_limits(stored, parsers, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "never to be seen")
    blocks = sandbox.parse_file(stored(LONG_TEXT), format=DocumentFormat.TXT)
    next(blocks)

    process = Path(f"/proc/{parsers[0].pid}")
    environment = (process / "environ").read_bytes().rstrip(b"\0").split(b"\0")
    limits = {
        line[:25].strip(): line[25:].split()[:2]
        for line in (process / "limits").read_text().splitlines()[1:]
    }
    status = (process / "status").read_text()
    blocks.close()

    assert {variable.split(b"=")[0] for variable in environment} == {b"PYTHONPATH", b"PYTHONUTF8"}
    assert limits["Max address space"] == [str(1 << 30)] * 2
    assert limits["Max cpu time"] == ["60", "65"]
    assert limits["Max file size"] == limits["Max core file size"] == ["0", "0"]
    assert limits["Max open files"] == ["32", "32"]
    assert "NoNewPrivs:\t1" in status
    assert os.getsid(0) != parsers[0].pid


def test_closing_the_iterator_ends_the_parser(stored, parsers):
    blocks = sandbox.parse_file(stored(LONG_TEXT), format=DocumentFormat.TXT)

    assert next(blocks).text == "Guests are welcome."
    assert parsers[0].poll() is None
    blocks.close()
    assert parsers[0].returncode == -signal.SIGKILL


def test_a_parser_killed_from_outside_says_nothing_about_the_file(stored, parsers):
    blocks = sandbox.parse_file(stored(LONG_TEXT), format=DocumentFormat.TXT)
    next(blocks)

    os.kill(parsers[0].pid, signal.SIGKILL)

    with pytest.raises(ParserStopped):
        list(blocks)


@pytest.mark.parametrize(
    ("program", "cause"),
    [
        ("print('nonsense')", CorruptFile),
        ("print('[' * 200_000)", CorruptFile),
        ("print('{\"block\": [1, 2, 3, 4]}')", CorruptFile),
        ('print(\'{"block": ["text", "POEM", [], null]}\')', CorruptFile),
        ('print(\'{"error": ["NEVER_HEARD_OF", ""]}\')', CorruptFile),
        ("while True: print('x' * 1_000_000, end='')", TooComplex),
        ("import os; os.kill(os.getpid(), 11)", CorruptFile),
        ("import os; os.abort()", TooComplex),
        ("raise SystemExit(3)", CorruptFile),
        ("", CorruptFile),
    ],
)
def test_output_of_a_hijacked_parser_is_not_trusted(
    stored, monkeypatch, program: str, cause: type[Exception]
):
    def start(*_: object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    monkeypatch.setattr(sandbox, "_start", start)

    with pytest.raises(cause):
        list(sandbox.parse_file(stored(b"text"), format=DocumentFormat.TXT))


def test_the_parser_dies_with_its_parent(stored):
    program = f"""if True:
        from pathlib import Path
        from knowledge.clients.parsing import sandbox
        start = sandbox._start
        sandbox._start = lambda *a: [p := start(*a), print(p.pid, flush=True)][0]
        blocks = sandbox.parse_file(Path({str(stored(LONG_TEXT))!r}), format="TXT")
        next(blocks)
        print(flush=True)
        input()
    """
    asking = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    parser = int(asking.stdout.readline())
    asking.stdout.readline()
    assert is_alive(parser)

    asking.kill()
    asking.communicate()

    assert wait_until_true(lambda: not is_alive(parser))


def test_a_parser_without_its_parent_reads_nothing():
    orphan = subprocess.run(
        [
            *(sys.executable, "-m", "knowledge.clients.parsing.child", "TXT"),
            *(str(1 << 30), "60", "1"),  # process 1 is not its parent
        ],
        input=b"text",
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )

    assert (orphan.returncode, orphan.stdout) == (1, b"")


def test_the_parser_starts_without_heavy_libraries():
    program = (
        "import sys, json; from knowledge.clients.parsing import child; json.dump("
        "[name for name in ('django', 'numpy', 'onnxruntime', 'structlog') if name in sys.modules],"
        " sys.stdout)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )

    assert json.loads(loaded.stdout) == []


def is_alive(pid: int) -> bool:
    """True if the process is running, not a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
