"""What reading a document left out or could not read, in sentences for its owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypedDict

MAX_PAGES = 500  # named by one notice


class NoticeRow(TypedDict):
    """A notice as it is stored with a version."""

    code: str
    count: int
    pages: list[int]


class DocumentWarning(NoticeRow):
    """A notice as the document's owner sees it."""

    detail: str


# By code, the sentence for one and for several; {count} and {pages} are filled in.
_SENTENCES = {
    "HIDDEN_TEXT_LEFT_OUT": (
        "Text that the document hides was left out: {count} character.",
        "Text that the document hides was left out: {count} characters.",
    ),
    "HIDDEN_SHEETS_LEFT_OUT": (
        "{count} hidden sheet was left out. Show it in the workbook if answers may use it.",
        "{count} hidden sheets were left out. Show them in the workbook if answers may use them.",
    ),
    "HIDDEN_ROWS_LEFT_OUT": (
        "{count} hidden row was left out. Show it in the workbook if answers may use it.",
        "{count} hidden rows were left out. Show them in the workbook if answers may use them.",
    ),
    "FILTERED_ROWS_LEFT_OUT": (
        "{count} row that a filter hides was left out. Clear the filter if answers may use it.",
        "{count} rows that a filter hides were left out. Clear the filter if answers may use them.",
    ),
    "HIDDEN_COLUMNS_LEFT_OUT": (
        "{count} hidden column was left out. Show it in the workbook if answers may use it.",
        "{count} hidden columns were left out. Show them in the workbook if answers may use them.",
    ),
    "FORMULAS_WITHOUT_VALUES": (
        "{count} formula was saved without its value. Open the workbook in a spreadsheet program,"
        " save it there, and upload it again.",
        "{count} formulas were saved without their values. Open the workbook in a spreadsheet"
        " program, save it there, and upload it again.",
    ),
    "PAGES_WITHOUT_TEXT": (
        "{count} page has no text: {pages}. If it was scanned, it needs text recognition (OCR).",
        "{count} pages have no text: {pages}. If they were scanned, they need text recognition"
        " (OCR).",
    ),
}
CODES = frozenset(_SENTENCES)
HIDDEN = frozenset(code for code in CODES if code.endswith("_LEFT_OUT"))


def merge(notices: Iterable[tuple[str, int, tuple[int, ...]]]) -> list[NoticeRow]:
    """One row per code, with the sum of the counts and all pages, in order of appearance."""
    counts: dict[str, int] = {}
    pages: dict[str, set[int]] = {}
    for code, count, on_pages in notices:
        counts[code] = counts.get(code, 0) + count
        pages.setdefault(code, set()).update(on_pages)
    return [
        {"code": code, "count": count, "pages": sorted(pages[code])[:MAX_PAGES]}
        for code, count in counts.items()
    ]


def warnings_of(rows: Sequence[NoticeRow]) -> list[DocumentWarning]:
    return [{**row, "detail": _sentence(row)} for row in rows]


def _sentence(row: NoticeRow) -> str:
    one, several = _SENTENCES[row["code"]]
    sentence = one if row["count"] == 1 else several
    return sentence.format(count=row["count"], pages=_page_list(row["pages"]))


def _page_list(pages: Sequence[int]) -> str:
    """Page numbers as people write them.

    >>> _page_list([1, 2, 3, 7])
    '1–3, 7'
    """
    ends = [a for a, b in pairwise(pages) if b != a + 1] + list(pages[-1:])
    starts = list(pages[:1]) + [b for a, b in pairwise(pages) if b != a + 1]
    return ", ".join(
        f"{start}" if start == end else f"{start}–{end}"
        for start, end in zip(starts, ends, strict=True)
    )
