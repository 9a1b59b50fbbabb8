"""Documents given to the subprocess that reads them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.clients.parsing import sandbox
from knowledge.clients.parsing.blocks import Block
from knowledge.clients.parsing.formats import DocumentFormat

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
