"""The values that were typed into the form fields of a PDF, and text written on it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.clients.parsing.pdf_text import Box, Line, PageText, Word

# Functions of PDFium that write a string into a buffer and return its length in bytes.
_ReadField = Callable[[object, object, object, int], int]
_ReadEntry = Callable[[object, bytes, object, int], int]

_MAX_ANNOTATIONS = 2_000  # of a page
_MAX_VALUE_BYTES = 100_000
_HIDDEN_FLAGS = 0x01 | 0x02 | 0x20  # invisible, hidden, not to be viewed
_PASSWORD_FLAG = 1 << 13
_LINE_SHARE = 1.2  # height of a line, in font sizes
_CHECKED = "☑"
_NAMELESS = frozenset({"", "on", "off", "yes", "1", "true"})


class Forms:
    """The fields of a document."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        has_fields = document.get_formtype() != pdfium.FORMTYPE_NONE
        if has_fields:
            document.init_forms()
        self._environment = document.formenv if has_fields else None

    def values(self, page: pypdfium2.PdfPage, text: PageText) -> list[Line]:
        """The values of a page's fields, each at its place."""
        lines: list[Line] = []
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
            annotation = pdfium.FPDFPage_GetAnnot(page, index)
            if not annotation:
                continue
            try:
                if not pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS:
                    value = self._value(annotation)
                    lines += _placed(value, text.turn(_box_of(annotation)), text)
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
        return lines

    def _value(self, annotation: object) -> str:
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind == pdfium.FPDF_ANNOT_FREETEXT:
            return _string(annotation, pdfium.FPDFAnnot_GetStringValue, b"Contents")
        if kind != pdfium.FPDF_ANNOT_WIDGET or self._environment is None:
            return ""
        return self._field_value(annotation, self._environment.raw)

    def _field_value(self, annotation: object, form: object) -> str:
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
            if not pdfium.FPDFAnnot_IsChecked(form, annotation):
                return ""
            name = _field_string(form, annotation, pdfium.FPDFAnnot_GetFormFieldExportValue)
            return _CHECKED if name.lower() in _NAMELESS or name.isdigit() else name
        if kind in (
            pdfium.FPDF_FORMFIELD_TEXTFIELD,
            pdfium.FPDF_FORMFIELD_COMBOBOX,
            pdfium.FPDF_FORMFIELD_LISTBOX,
        ):
            if pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD_FLAG:
                return ""
            return _field_string(form, annotation, pdfium.FPDFAnnot_GetFormFieldValue)
        return ""


def _placed(value: str, box: Box, text: PageText) -> Iterator[Line]:
    """Yield the lines of a value, the first one level with the label beside it."""
    rows = [row for row in value.splitlines() if row.strip()]
    if not rows:
        return
    size = min(max((box.top - box.bottom) / len(rows) / _LINE_SHARE, 4.0), 11.0)
    beside = [line for line in text.lines if box.bottom <= line.baseline + line.size / 2 <= box.top]
    nearest = min(beside, key=lambda line: abs(line.right - box.left), default=None)
    if len(rows) == 1 and nearest is not None:
        size, baseline = nearest.size, nearest.baseline
    else:
        baseline = box.top - (box.top - box.bottom) / len(rows) / 2 - size / 2
    width = box.right - box.left
    for index, row in enumerate(rows):
        right = box.left + min(width, 0.5 * size * len(row))
        yield Line(
            words=(Word(row, box.left, right),),
            text=" ".join(row.split()),
            size=size,
            bold=False,
            left=box.left,
            right=right,
            baseline=baseline - index * size * _LINE_SHARE,
        )


def _box_of(annotation: object) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    return Box(box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))


def _field_string(form: object, annotation: object, function: _ReadField) -> str:
    return _read_string(lambda buffer, size: function(form, annotation, buffer, size))


def _string(annotation: object, function: _ReadEntry, key: bytes) -> str:
    return _read_string(lambda buffer, size: function(annotation, key, buffer, size))


def _read_string(read: Callable[[object, int], int]) -> str:
    """A string in UTF-16, from a function that tells its length in bytes."""
    size = min(read(None, 0), _MAX_VALUE_BYTES)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", errors="ignore").rstrip("\0")
