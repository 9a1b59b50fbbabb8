"""Makers of sample files: ordinary and hostile uploads."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_LINE_POINTS = 14  # from one baseline to the next
_MARGIN_POINTS = 72

_CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


Line = str | tuple[str, str, float]


@dataclass(frozen=True)
class Page:
    """Lines of a PDF page: a text in 10 points, or (text, font, points). "" leaves a gap.

    header: in 8 points at the very top.
    """

    lines: Sequence[Line]
    header: str = ""


def pdf(pages: Iterable[Page | Sequence[Line]], *, password: str = "") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password or None)
    for page in pages:
        page = page if isinstance(page, Page) else Page(page)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN_POINTS, A4[1] - _MARGIN_POINTS / 2, page.header)
        y = A4[1] - _MARGIN_POINTS
        for line in page.lines:
            text, font, points = (line, "Helvetica", 10.0) if isinstance(line, str) else line
            canvas.setFont(font, points)
            canvas.drawString(_MARGIN_POINTS, y, text)
            y -= max(_LINE_POINTS, points * 1.4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """A page with a picture of something and no text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.rect(100, 100, 300, 500, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf_bomb(*, unpacked_bytes: int) -> bytes:
    """A page whose content unpacks to very many drawing instructions."""
    instructions = b"BT /F1 10 Tf 1 0 0 1 72 700 Tm (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n"
    packer = zlib.compressobj(9)
    block = instructions * (1_000_000 // len(instructions))
    rounds = unpacked_bytes // len(block)
    content = b"".join(packer.compress(block) for _ in range(rounds)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        b" >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        body
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer << /Root 1 0 R /Size 5 >>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def docx(paragraphs: Iterable[tuple[str, str]] = (), table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document of (style, text), then one table."""
    document = Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for values in table:
            for cell, value in zip(grid.add_row().cells, values, strict=True):
                cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def raw_docx(document_xml: str | bytes, *, more: dict[str, bytes] | None = None) -> bytes:
    """A DOCX around any document.xml, with any other entries."""
    return archive(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELATIONSHIPS,
            "word/document.xml": document_xml,
            **(more or {}),
        }
    )


def archive(entries: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def word_xml(body: str, *, before: str = "") -> str:
    """A document.xml; `before` is inserted between the XML declaration and the root element."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<w:document xmlns:w="{_WORD_NAMESPACE}"><w:body>{body}</w:body></w:document>'
    )


def word_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def billion_laughs_docx() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">'
        for inner, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    return raw_docx(word_xml(word_paragraph("&j;"), before=f"<!DOCTYPE w [{entities}]>"))


def external_entity_docx(target: str, *, encoding: str = "utf-8") -> bytes:
    document_type = f'<!DOCTYPE w [<!ENTITY file SYSTEM "{target}">]>'
    document = word_xml(word_paragraph("&file;"), before=document_type)
    return raw_docx(document.replace("UTF-8", encoding.upper()).encode(encoding))


def zip_bomb_docx(*, unpacked_bytes: int) -> bytes:
    return raw_docx(word_xml("<w:p/>"), more={"word/media/image1.xml": bytes(unpacked_bytes)})


def nested_docx(levels: int) -> bytes:
    """Tables nested in tables."""
    cell = "<w:tbl><w:tr><w:tc>"
    return raw_docx(
        word_xml(cell * levels + word_paragraph("deep") + "</w:tc></w:tr></w:tbl>" * levels)
    )


def nested_html(levels: int) -> bytes:
    return b"<div>" * levels + b"<p>Deep inside.</p>" + b"</div>" * levels


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]], *, hidden: Sequence[str] = ()) -> bytes:
    """A workbook of numbers, texts, flags and Formulas; None leaves a cell out."""
    return raw_xlsx(
        {name: sheet_xml(_rows_xml(rows)) for name, rows in sheets.items()}, hidden=hidden
    )


@dataclass(frozen=True)
class Formula:
    """A cell's formula, and its value when it was saved (None: never)."""

    says: str
    came_to: str | None


def raw_xlsx(
    sheets: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A workbook around any sheets' XML, with any other entries."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"'
        + (' state="hidden"/>' if name in hidden else "/>")
        for number, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return archive(
        {
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1"'
            f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}'
            "</Relationships>",
            **{
                f"xl/worksheets/sheet{number}.xml": content
                for number, content in enumerate(sheets.values(), start=1)
            },
            **(more or {}),
        }
    )


def sheet_xml(rows: str, *, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    )


def _rows_xml(rows: Sequence[Sequence[object]]) -> str:
    return "".join(
        f'<row r="{row}">'
        + "".join(_cell(value, f"{chr(65 + column)}{row}") for column, value in enumerate(values))
        + "</row>"
        for row, values in enumerate(rows, start=1)
    )


def _cell(value: object, at: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Formula):
        cached = "" if value.came_to is None else f"<v>{escape(value.came_to)}</v>"
        return f'<c r="{at}" t="str"><f>{escape(value.says)}</f>{cached}</c>'
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
