"""The subprocess that reads one page: `python -m knowledge.clients.crawling.child …`.

Reads the page from standard input and writes one JSON object: the fields of a `Page`, or `error`.
"""

from __future__ import annotations

import json
import sys

from knowledge.clients.crawling.pages import read_page
from knowledge.clients.parsing import limits
from knowledge.errors import DocumentUnreadable, TooComplex


def main(options: str, memory_bytes: str, cpu_seconds: str, parent: str) -> None:
    """options: the keyword arguments of `read_page`, as JSON."""
    limits.enter(memory_bytes=int(memory_bytes), cpu_seconds=int(cpu_seconds), parent=int(parent))
    try:
        data = sys.stdin.buffer.read()
        page = read_page(data, **json.loads(options))
        output = json.dumps(page._asdict(), ensure_ascii=False).encode("utf-8", errors="replace")
    except (DocumentUnreadable, MemoryError, RecursionError):
        output = json.dumps({"error": TooComplex.code}).encode()
    sys.stdout.buffer.write(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
