"""The parts of a Word document: main part, notes, headers and footers."""

from __future__ import annotations

import pytest

from knowledge.clients.parsing import docx
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.tests.test_parsing_text import silent
from knowledge.tests.word_documents import paragraph, run, style, word


def texts(body: str, **parts: str) -> list[str]:
    items = docx.parse(word(body, **parts), silent)
    return [item.text for item in items if isinstance(item, Block)]


@pytest.mark.parametrize("main", ["word/document2.xml", "content/main.xml"])
def test_the_main_part_is_found_whatever_its_name(main: str) -> None:
    data = word(
        paragraph("Nine", properties='<w:pStyle w:val="heading1"/>'),
        main=main,
        styles=style("heading 1"),
    )

    assert list(docx.parse(data, silent)) == [Block("Nine", BlockKind.HEADING)]


def test_notes_follow_their_paragraph_and_comments_are_not_told():
    body = paragraph(
        run("Dogs are welcome") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(".")
        + '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
    ) + paragraph("Cats too.")  # fmt: skip
    itself = '<w:r><w:footnoteReference w:id="2"/></w:r>'

    assert texts(
        body,
        footnotes='<w:footnote w:id="0" w:type="separator"/><w:footnote w:id="2">'
        f"{paragraph(run('On a leash.') + itself)}</w:footnote>",
        endnotes=f'<w:endnote w:id="1">{paragraph("Since 2020.")}</w:endnote>',
        comments=f'<w:comment w:id="0">{paragraph("Ask the boss.")}</w:comment>',
    ) == ["Dogs are welcome.", "On a leash.", "Since 2020.", "Cats too."]


def test_headers_and_footers_are_read_once_without_page_numbers():
    reference = '<w:{}Reference w:type="{}" r:id="{}"/>'.format
    section = reference("header", "default", "header1") + reference("footer", "default", "footer1")
    first = reference("header", "first", "header2") + "<w:titlePg/>"
    unused = reference("header", "even", "header3")
    page = f'<w:fldSimple w:instr="PAGE">{run("3")}</w:fldSimple>'
    body = (
        paragraph("Body", properties=f"<w:sectPr>{section}{first}</w:sectPr>")
        + f"<w:sectPr>{section}{unused}</w:sectPr>"
    )

    assert texts(
        body,
        header1=paragraph("Kestrel Plumbing, call 0800 555"),
        header2=paragraph("Kestrel Plumbing, call 0800 555") + paragraph("Since 1950"),
        header3=paragraph("On no page"),
        footer1=paragraph(run("Page ") + page)
        + paragraph(page)
        + paragraph(run("VAT DE811, page ") + page)
        + paragraph(run("Mill Lane 4") + "<w:r><w:tab/></w:r>" + run("Page ") + page),
    ) == [
        "Body",
        "Kestrel Plumbing, call 0800 555",
        "Since 1950",
        "VAT DE811, page 3",
        "Mill Lane 4",
    ]
