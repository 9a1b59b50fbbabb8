"""Reads untrusted pages in a subprocess with strict limits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection
from pathlib import Path

import core
import knowledge
from knowledge.clients.crawling.causes import PageUnreadable
from knowledge.clients.crawling.pages import Page
from knowledge.clients.parsing.limits import Limits

LIMITS = Limits(memory_bytes=1 << 29, cpu_seconds=10, wait_seconds=20)
_MAX_OUTPUT_BYTES = 32_000_000


def read_safely(
    data: bytes,
    *,
    charset: str = "",
    keeps_footer: bool = False,
    left_out: Collection[int] = (),
    is_stored: bool = False,
    limits: Limits = LIMITS,
) -> Page:
    """Parse the page; see `read_page`. Raises PageUnreadable if that exceeds the limits."""
    options = {
        "charset": charset,
        "keeps_footer": keeps_footer,
        "left_out": list(left_out),
        "is_stored": is_stored,
    }
    roots = {str(Path(package.__path__[0]).parent) for package in (knowledge, core)}
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        process = subprocess.Popen(
            [
                *(sys.executable, "-s", "-P", "-m", "knowledge.clients.crawling.child"),
                json.dumps(options),
                *map(str, (limits.memory_bytes, limits.cpu_seconds, os.getpid())),
            ],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": os.pathsep.join(sorted(roots)), "PYTHONUTF8": "1"},  # no secrets
            start_new_session=True,
        )
        return _page(_output(process, limits))


def _output(process: subprocess.Popen[bytes], limits: Limits) -> bytes:
    """The subprocess's output within its time; truncated if it is too long."""
    assert process.stdout is not None
    alarm = threading.Timer(limits.wait_seconds, _kill, [process])
    alarm.start()
    try:
        with process.stdout:
            return process.stdout.read(_MAX_OUTPUT_BYTES)
    finally:
        alarm.cancel()
        _kill(process)
        process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has ended by itself


def _page(output: bytes) -> Page:
    try:
        return Page(**json.loads(output))
    except (ValueError, TypeError, RecursionError) as error:
        raise PageUnreadable from error
