"""The subprocess that reads one document: `python -m knowledge.clients.parsing.child FORMAT …`.

Reads the file from standard input and writes lines of JSON, each an object with one key: `block`
[text, kind, heading path, page, page starts], `notice` [code, count, pages], `progress` [done, of],
and last `end` or `error`. Imports nothing heavier than the one parser, since it starts for every
document: hence named tuples instead of dataclasses, whose import costs a fifth of the start.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

from knowledge.clients.parsing import limits
from knowledge.clients.parsing.blocks import Notice
from knowledge.clients.parsing.formats import DocumentFormat, Report
from knowledge.errors import CorruptFile, DocumentUnreadable, NoText, OnlyHiddenText, TooComplex
from knowledge.notices import HIDDEN

_PARSERS = {
    DocumentFormat.PDF: "pdf",
    DocumentFormat.DOCX: "docx",
    DocumentFormat.XLSX: "xlsx",
    DocumentFormat.TXT: "plain_text",
    DocumentFormat.CSV: "csv_rows",
    DocumentFormat.MARKDOWN: "markdown",
    DocumentFormat.HTML: "html",
}


def main(document_format: str, memory_bytes: str, cpu_seconds: str, parent: str) -> None:
    parser = import_module(f"{__package__}.{_PARSERS[DocumentFormat(document_format)]}")
    limits.enter(memory_bytes=int(memory_bytes), cpu_seconds=int(cpu_seconds), parent=int(parent))
    try:
        blocks = 0
        is_anything_hidden = False
        for item in parser.parse(sys.stdin.buffer.read(), _report_progress()):
            if isinstance(item, Notice):
                is_anything_hidden |= item.code in HIDDEN
                _send("notice", item)
            else:
                blocks += 1
                _send("block", item)
        if not blocks:
            raise OnlyHiddenText() if is_anything_hidden else NoText()
        _send("end", None)
    except DocumentUnreadable as error:
        _send("error", [error.code, ""])
    except RecursionError as error:
        _send("error", [TooComplex.code, repr(error)])
    except MemoryError:
        os._exit(limits.OUT_OF_MEMORY)  # a message would need some
    except Exception:  # the end of the process: a damaged file can raise anything in a parser
        import traceback

        _send("error", [CorruptFile.code, traceback.format_exc(limit=-5)])


def _report_progress() -> Report:
    """A reporter that passes on each whole percent."""
    last = -1

    def report(done: int, total: int) -> None:
        nonlocal last
        percent = done * 100 // max(total, 1)
        if percent != last:
            last = percent
            _send("progress", [done, total])
            sys.stdout.buffer.flush()

    return report


def _send(key: str, value: object) -> None:
    line = json.dumps({key: value}, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode() + b"\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
