"""Reads untrusted documents: the parser runs in a subprocess with strict limits.

Whatever the file does to its parser, the calling process gets blocks or a `DocumentUnreadable`, and
keeps its memory: blocks arrive one by one, limited in number and size.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import structlog

import core
import knowledge
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice
from knowledge.clients.parsing.formats import HEAD_BYTES, DocumentFormat, Report, check_head
from knowledge.clients.parsing.limits import OUT_OF_MEMORY, Limits
from knowledge.errors import (
    ArchiveTooLarge,
    CorruptFile,
    DocumentUnreadable,
    EncryptedPdf,
    NotADocx,
    NotAnXlsx,
    NoText,
    OnlyHiddenText,
    ParserStopped,
    ReadingTooLong,
    TooComplex,
    TooManyPages,
)
from knowledge.notices import CODES

log = structlog.get_logger(__name__)

_CAUSES: dict[str, type[DocumentUnreadable]] = {
    cause.code: cause
    for cause in (
        ArchiveTooLarge,
        CorruptFile,
        EncryptedPdf,
        NotADocx,
        NotAnXlsx,
        NoText,
        OnlyHiddenText,
        TooComplex,
        TooManyPages,
    )
}
_KINDS = {kind.value: kind for kind in BlockKind}

# How a process ends that was refused memory: by itself, or by the abort of a C++ library.
_OUT_OF_MEMORY = {OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL}
# Not the document's fault: an operator, a shutdown, the kernel's out-of-memory killer.
_STOPPED = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}

_READ_BYTES = 1 << 16
_MAX_NOTICES = 10_000
_MAX_LINE_BYTES = 1 << 18  # four times the longest block with its headings
_EXIT_SECONDS = 5
_PATIENCE_SECONDS = 1.0  # interval at which `on_wait` is called


def parse_file(
    path: Path,
    *,
    format: DocumentFormat,
    on_progress: Report | None = None,
    on_notice: Callable[[Notice], None] | None = None,
    on_wait: Callable[[], None] | None = None,
    limits: Limits | None = None,
) -> Iterator[Block]:
    """Yield the blocks of the file as they are read, at least one.

    on_progress: called with the amount done and the total, in pages for a PDF; not for all formats.
    on_notice: called with what was left out or could not be read, before the last block has come.
    on_wait: called every second while there is nothing to read yet; it may raise.

    Raises a DocumentUnreadable, possibly after some blocks, if not all of the text can be read; and
    ParserStopped if reading was interrupted from outside and may be retried. Closing the iterator
    early ends the subprocess.
    """
    limits = limits or Limits.of(format, path.stat().st_size)
    with path.open("rb", buffering=0) as file:
        check_head(format, file.read(HEAD_BYTES))
        file.seek(0)
        process = _start(file, format, limits)
    try:
        yield from _blocks(
            process, limits, on_progress or _ignore, on_notice or _ignore, on_wait or _ignore
        )
    finally:
        _end(process)


def _start(file: BinaryIO, format: DocumentFormat, limits: Limits) -> subprocess.Popen[bytes]:
    roots = {str(Path(package.__path__[0]).parent) for package in (knowledge, core)}
    return subprocess.Popen(
        [
            *(sys.executable, "-s", "-P", "-m", "knowledge.clients.parsing.child", format),
            *map(str, (limits.memory_bytes, limits.cpu_seconds, os.getpid())),
        ],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(sorted(roots)), "PYTHONUTF8": "1"},  # and no secrets
        start_new_session=True,
    )


def _blocks(
    process: subprocess.Popen[bytes],
    limits: Limits,
    on_progress: Report,
    on_notice: Callable[[Notice], None],
    on_wait: Callable[[], None],
) -> Iterator[Block]:
    blocks = characters = notices = 0
    path: tuple[str, ...] = ()
    for line in _lines(process, limits.wait_seconds, on_wait):
        match _message(line):
            case {"block": [str(text), kind, [*headings], int() | None as page, [*starts]]} if (
                kind in _KINDS
            ):
                blocks += 1
                characters += len(text)
                if blocks > limits.blocks or characters > limits.text_characters:
                    raise TooComplex()
                # Neighbors mostly have the same headings: share one tuple.
                path = path if list(path) == headings else tuple(map(str, headings))
                yield Block(text, _KINDS[kind], path, page, _page_starts(starts))
            case {"notice": [str(code), int(count), [*pages]]} if code in CODES:
                notices += 1
                if notices > _MAX_NOTICES:
                    raise TooComplex()
                on_notice(Notice(code, count, _page_numbers(pages)))
            case {"progress": [int(done), int(total)]}:
                on_progress(done, total)
            case {"error": [str(code), str(detail)]}:
                if detail:
                    log.info("parser_gave_up", cause=code, detail=str(detail)[:2000])
                raise _CAUSES.get(code, CorruptFile)()
            case {"end": None}:
                return
            case _:
                raise CorruptFile()  # a parser with such output has been taken over
    raise _cause_of_death(process)


def _lines(
    process: subprocess.Popen[bytes], wait_seconds: float, on_wait: Callable[[], None]
) -> Iterator[bytes]:
    """Yield lines of the subprocess's output, holding only one of them in memory."""
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    pending = b""
    waited = 0.0
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            began = time.monotonic()
            ready = selector.select(min(wait_seconds - waited, _PATIENCE_SECONDS))
            waited += time.monotonic() - began
            if not ready:
                if waited >= wait_seconds:
                    raise ReadingTooLong()
                on_wait()
                continue
            received = os.read(descriptor, _READ_BYTES)
            if not received:
                return
            *lines, pending = (pending + received).split(b"\n")
            if len(pending) > _MAX_LINE_BYTES:
                raise TooComplex()
            yield from lines


def _message(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _page_starts(values: list[object]) -> tuple[tuple[int, int], ...]:
    starts = []
    for value in values:
        match value:
            case [int(offset), int(page)]:
                starts.append((offset, page))
            case _:
                raise CorruptFile()
    return tuple(starts)


def _page_numbers(values: list[object]) -> tuple[int, ...]:
    numbers = tuple(value for value in values if isinstance(value, int))
    if len(numbers) < len(values):
        raise CorruptFile()
    return numbers


def _cause_of_death(process: subprocess.Popen[bytes]) -> DocumentUnreadable | ParserStopped:
    """Why a subprocess ended without a final line."""
    try:
        status = process.wait(_EXIT_SECONDS)
    except subprocess.TimeoutExpired:
        return TooComplex()
    log.warning("parser_died", status=status)
    if -status in _STOPPED:
        return ParserStopped()
    if -status == signal.SIGXCPU:
        return ReadingTooLong()
    return TooComplex() if status in _OUT_OF_MEMORY else CorruptFile()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole process group, and leave no zombie."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _ignore(*_reported: object) -> None:
    """Ignore reports."""
