"""A Word document is read as Word shows it: what is hidden, removed or an instruction is not."""

from __future__ import annotations

import pytest

from knowledge.clients.parsing import docx
from knowledge.clients.parsing.blocks import Block, Notice
from knowledge.tests.test_parsing_text import silent
from knowledge.tests.word_documents import (
    cell,
    paragraph,
    run,
    style,
    table,
    text_box,
    word,
)

HIDE = "<w:vanish/>"
OFF = '<w:vanish w:val="0"/>'
WHITE = '<w:color w:val="FFFFFF"/>'


def texts(body: str, **parts: str) -> list[str]:
    return [item.text for item in docx.parse(word(body, **parts), silent) if _is_block(item)]


def hidden(body: str, **parts: str) -> tuple[list[str], int]:
    """The texts, and how many hidden characters were left out."""
    items = list(docx.parse(word(body, **parts), silent))
    notices = [item for item in items if not _is_block(item)]
    assert {notice.code for notice in notices} <= {"HIDDEN_TEXT_LEFT_OUT"}
    return [item.text for item in items if _is_block(item)], sum(each.count for each in notices)


def _is_block(item: Block | Notice) -> bool:
    return isinstance(item, Block)


def _alternatives(*choices: str) -> str:
    return f"<mc:AlternateContent>{''.join(choices)}</mc:AlternateContent>"


def test_hidden_runs_are_left_out_and_counted():
    body = paragraph(run("It costs 38 EUR. ") + run("We pay 11 EUR.", properties=HIDE))

    assert hidden(body) == (["It costs 38 EUR."], 14)
    assert hidden(paragraph(run("Shown.", properties=OFF))) == (["Shown."], 0)
    assert hidden(paragraph(run("Hidden.", properties="<w:webHidden/>"))) == ([], 7)


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        (
            paragraph(run("Secret", properties='<w:rStyle w:val="Note"/>')),
            style("Note", f"<w:rPr>{HIDE}</w:rPr>", kind="character"),
        ),
        (
            paragraph("Secret", properties='<w:pStyle w:val="Note"/>'),
            style("Note", f"<w:rPr>{HIDE}</w:rPr>"),
        ),
        (
            paragraph("Secret", properties='<w:pStyle w:val="Inner"/>'),
            style("Note", f"<w:rPr>{HIDE}</w:rPr>") + style("Inner", based_on="Note"),
        ),
        (
            paragraph("Secret"),
            f"<w:docDefaults><w:rPrDefault><w:rPr>{HIDE}</w:rPr></w:rPrDefault></w:docDefaults>",
        ),
        (
            paragraph("Secret"),
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
            f'<w:name w:val="Normal"/><w:rPr>{HIDE}</w:rPr></w:style>',
        ),
    ],
    ids=["character style", "paragraph style", "based on", "defaults", "default style"],
)
def test_text_hidden_by_a_style_is_left_out(body: str, styles: str) -> None:
    shown = paragraph(run("Shown", properties=OFF))

    assert hidden(body + shown, styles=styles) == (["Shown"], 6)


def test_a_switch_in_two_styles_is_turned_over():
    styles = style("P", f"<w:rPr>{HIDE}</w:rPr>")
    styles += style("C", f"<w:rPr>{HIDE}</w:rPr>", kind="character")
    body = paragraph(
        run("Shown", properties='<w:rStyle w:val="C"/>') + run("Secret"),
        properties='<w:pStyle w:val="P"/>',
    )

    assert hidden(body, styles=styles) == (["Shown"], 6)


def test_styles_based_on_each_other_end():
    styles = style("A", based_on="B") + style("B", based_on="A")

    assert texts(paragraph("Text", properties='<w:pStyle w:val="A"/>'), styles=styles) == ["Text"]


def test_white_text_is_hidden_only_on_white_ground():
    white = run("Secret", properties=WHITE)
    shaded = WHITE + '<w:shd w:val="clear" w:fill="1F3864"/>'
    highlighted = WHITE + '<w:highlight w:val="black"/>'
    on_dark = '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'

    assert hidden(paragraph("<w:r/>" + white)) == ([], 6)
    assert texts(paragraph(run("Shown", properties=shaded))) == ["Shown"]
    assert texts(paragraph(run("Shown", properties=highlighted))) == ["Shown"]
    assert texts(paragraph(run("Shown", properties=WHITE), properties=on_dark)) == ["Shown"]
    two = cell(paragraph(run("Room", properties=WHITE))) + cell("Price")
    assert texts(table(two, cell("Double") + cell("120"))) == ["Room: Price", "Double: 120"]
    dark = style("Dark", f"<w:pPr>{on_dark}</w:pPr><w:rPr>{WHITE}</w:rPr>")
    assert texts(paragraph("Shown", properties='<w:pStyle w:val="Dark"/>'), styles=dark) == [
        "Shown"
    ]


def test_a_hidden_run_hides_its_text_box_and_note():
    box = f"<w:r><w:rPr>{HIDE}</w:rPr><w:pict>{text_box('Secret')}</w:pict></w:r>"
    note = f'<w:r><w:rPr>{HIDE}</w:rPr><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2">{paragraph("Secret")}</w:footnote>'

    assert texts(paragraph(box + note + run("Shown")), footnotes=notes) == ["Shown"]


def test_hidden_rows_of_a_table_are_left_out_and_counted():
    rows = table(
        cell("Room") + cell("Fee"),
        "<w:trPr><w:hidden/></w:trPr>" + cell("Cellar") + cell("1 EUR"),
        cell("Attic") + cell("2 EUR"),
    )

    assert hidden(rows) == (["Room: Fee", "Attic: 2 EUR"], 11)


def test_tracked_changes_are_read_as_accepted():
    body = paragraph(
        run("Open at ")
        + "<w:del><w:r><w:delText>nine</w:delText></w:r></w:del>"
        + f"<w:ins>{run('ten')}</w:ins>"
        + f"<w:moveFrom>{run(' sharp')}</w:moveFrom><w:moveTo>{run(' o’clock')}</w:moveTo>"
    )
    moved = paragraph(
        f"<w:moveFrom>{run('Gone')}</w:moveFrom>", properties="<w:rPr><w:moveFrom/></w:rPr>"
    )
    joined = moved + paragraph("Joined ", properties="<w:rPr><w:del/></w:rPr>") + paragraph("lines")
    rows = table(
        cell("Room") + cell("Fee"),
        "<w:trPr><w:del/></w:trPr>" + cell("Cellar") + cell("1"),
        "<w:trPr><w:ins/></w:trPr>" + cell("Attic") + cell("2"),
    )

    assert texts(body) == ["Open at ten o’clock"]
    assert texts(joined) == ["Joined lines"]
    assert texts(rows) == ["Room: Fee", "Attic: 2"]


def test_fields_are_their_results():
    simple = (
        run("costs ") + f'<w:fldSimple w:instr=" DOCPROPERTY Fee ">{run("45 EUR")}</w:fldSimple>'
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = "<w:r><w:instrText>{}</w:instrText></w:r>".format
    nested = (
        mark("begin") + code("IF ") + mark("begin") + code("PAGE") + mark("separate") + run("7")
        + mark("end") + code('= 7 "a" "b"') + mark("separate") + run("the fee") + mark("end")
    )  # fmt: skip
    entry = mark("begin") + code(' XE "index entry" ') + run("never") + mark("end")

    assert texts(paragraph(simple)) == ["costs 45 EUR"]
    assert texts(paragraph(nested + run(" is low") + entry)) == ["the fee is low"]


def test_a_field_may_go_over_paragraphs():
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    body = (
        paragraph(mark("begin") + "<w:r><w:instrText>INCLUDE</w:instrText></w:r>")
        + paragraph("<w:r><w:instrText>TEXT</w:instrText></w:r>" + mark("separate") + run("One"))
        + paragraph(run("Two") + mark("end") + run(" three"))
    )

    assert texts(body) == ["One", "Two three"]


def test_a_table_of_contents_is_not_read():
    styles = style("toc 1") + style("TOC Heading") + style("heading 1")
    body = (
        paragraph("Contents", properties='<w:pStyle w:val="TOCHeading"/>')
        + paragraph("Fees 7", properties='<w:pStyle w:val="toc1"/>')
        + paragraph("Fees", properties='<w:pStyle w:val="heading1"/>')
    )

    assert texts(body, styles=styles) == ["Fees"]


def test_ruby_is_its_base():
    ruby = "<w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby>".format
    body = (
        run("本社は") + f"<w:r>{ruby(run('とうきょう'), run('東京'))}</w:r>" + run("にあります。")
    )

    assert texts(paragraph(body)) == ["本社は東京にあります。"]


def test_text_boxes_are_read_once():
    drawing = f"<w:drawing>{text_box('A canoe costs 8 EUR.')}</w:drawing>"
    picture = f"<w:pict><v:textbox>{text_box('A canoe costs 8 EUR.')}</v:textbox></w:pict>"
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice>'
    both = (
        f"<mc:AlternateContent>{choice}<mc:Fallback>{picture}</mc:Fallback></mc:AlternateContent>"
    )

    for shape in (drawing, picture, both, f"<mc:AlternateContent>{choice}</mc:AlternateContent>"):
        assert texts(paragraph(run("Notice: ") + f"<w:r>{shape}</w:r>")) == [
            "Notice:",
            "A canoe costs 8 EUR.",
        ]


def test_a_fallback_is_read_if_the_choice_has_no_text():
    choice = '<mc:Choice Requires="wpi"><w:contentPart/></mc:Choice>'
    fallback = f"<mc:Fallback>{run('Ink')}</mc:Fallback>"

    assert texts(paragraph(_alternatives(choice, fallback))) == ["Ink"]


def test_content_controls_are_read_but_not_their_placeholders():
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    empty = control("<w:showingPlcHdr/>", run("Click here to enter text."))

    assert texts(paragraph(control("", run("Ada")) + empty)) == ["Ada"]
    assert texts(control("", paragraph("Block"))) == ["Block"]


def test_a_large_first_letter_is_part_of_its_word():
    body = paragraph("W", properties='<w:framePr w:dropCap="drop"/>') + paragraph("elcome")

    assert texts(body) == ["Welcome"]


def test_formulas_signs_and_breaks_are_text():
    body = paragraph(
        "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"
        '<w:r><w:tab/><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t><w:br/><w:t>x</w:t></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )  # fmt: skip

    assert texts(body) == ["a=b e-mail x✓"]
