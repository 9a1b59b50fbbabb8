"""Makers of Word documents with any XML inside."""

from __future__ import annotations

from knowledge.tests import documents

_TRANSITIONAL = "http://schemas.openxmlformats.org"
_NAMESPACES = (
    f'xmlns:w="{_TRANSITIONAL}/wordprocessingml/2006/main"'
    f' xmlns:r="{_TRANSITIONAL}/officeDocument/2006/relationships"'
    f' xmlns:mc="{_TRANSITIONAL}/markup-compatibility/2006"'
    f' xmlns:m="{_TRANSITIONAL}/officeDocument/2006/math"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word'
    '/2010/wordprocessingShape"'
)
_ROOTS = {"header": "hdr", "footer": "ftr"}


def word(body: str, *, main: str = "word/document.xml", **parts: str) -> bytes:
    """A document with parts such as styles, numbering, header1: the contents of their roots."""
    folder, _, file = main.rpartition("/")
    kinds = {name: name.rstrip("0123456789") for name in parts}
    related = "".join(
        f'<Relationship Id="{name}" Type="{_TRANSITIONAL}/officeDocument/2006/relationships/{kind}"'
        f' Target="{name}.xml"/>'
        for name, kind in kinds.items()
    )
    return documents.archive(
        {
            "_rels/.rels": _relationships(
                f'<Relationship Id="rId1" Target="/{main}"'
                f' Type="{_TRANSITIONAL}/officeDocument/2006/relationships/officeDocument"/>'
            ),
            main: _part("document", f"<w:body>{body}</w:body>"),
            f"{folder}/_rels/{file}.rels": _relationships(related),
            **{
                f"{folder}/{name}.xml": _part(_ROOTS.get(kind, kind), parts[name])
                for name, kind in kinds.items()
            },
        }
    )


def paragraph(content: str, *, properties: str = "") -> str:
    """content: XML, or text of one run."""
    content = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def run(text: str, *, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(name: str, properties: str = "", *, kind: str = "paragraph", based_on: str = "") -> str:
    """A style whose id is its name without spaces."""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/>{properties}</w:style>'
    )


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(text: str, properties: str = "") -> str:
    content = text if text.startswith("<") else paragraph(text)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def text_box(*paragraphs: str) -> str:
    content = "".join(map(paragraph, paragraphs))
    return f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"


def _part(root: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMESPACES}>{content}</w:{root}>'


def _relationships(content: str) -> str:
    package = f"{_TRANSITIONAL}/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{content}</Relationships>'
