"""Reads a file of the set as the product does: in its sandboxes, pages as a crawl reads them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.documents.measuring import Measured, measure
from benchmarks.documents.truth import Sample
from knowledge.clients.crawling.causes import PageFailed
from knowledge.clients.crawling.sandbox import read_safely
from knowledge.clients.crawling.stored import compose
from knowledge.clients.parsing.blocks import Block
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.clients.parsing.sandbox import parse_file
from knowledge.errors import DocumentUnreadable

_ADDRESS = "https://site.example/page"
_FORMATS = {
    "pdf": DocumentFormat.PDF,
    "docx": DocumentFormat.DOCX,
    "xlsx": DocumentFormat.XLSX,
    "csv": DocumentFormat.CSV,
    "txt": DocumentFormat.TXT,
    "md": DocumentFormat.MARKDOWN,
    "html": DocumentFormat.HTML,
}


def measure_all(samples: Iterable[Sample]) -> list[Measured]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the work is done in subprocesses
        return list(pool.map(_measured, samples))


def _measured(sample: Sample) -> Measured:
    try:
        return measure(sample, read(sample))
    except (DocumentUnreadable, PageFailed):
        return measure(sample, [])


def read(sample: Sample) -> list[Block]:
    """Raises a DocumentUnreadable or PageFailed."""
    if sample.format != "pages":
        return list(parse_file(sample.path, format=_FORMATS[sample.format]))
    page = read_safely(sample.path.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder, "page.html")
        stored.write_bytes(
            compose(address=_ADDRESS, title=page.title, links=[], content=page.content)
        )
        return list(parse_file(stored, format=DocumentFormat.HTML))
