"""The subprocess that reads documents: isolated, not trusted, and ended with its parent."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.testing import wait_until_true
from knowledge.clients.parsing import sandbox
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.errors import CorruptFile, ParserStopped, TooComplex
from knowledge.tests.parsing import LONG_TEXT, parsers, stored

__all__ = ["parsers", "stored"]

pytestmark = pytest.mark.processes


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
    assert limits["Max cpu time"] == ["9", "14"]
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
        ('print(\'{"notice": ["NEVER_HEARD_OF", 1, []]}\')', CorruptFile),
        ('print(\'{"notice": ["HIDDEN_TEXT_LEFT_OUT", 1, ["x"]]}\')', CorruptFile),
        ('while True: print(\'{"notice": ["HIDDEN_TEXT_LEFT_OUT", 1, []]}\')', TooComplex),
        ("while True: print('x' * 1_000_000, end='')", TooComplex),
        ("import os; os.kill(os.getpid(), 11)", CorruptFile),
        ("import os; os.abort()", TooComplex),
        ("import os; os._exit(79)", TooComplex),  # refused memory, see `child`
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
