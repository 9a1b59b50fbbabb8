"""Tables in Word documents: spans, merges, tables inside tables, tables that only place text."""

from __future__ import annotations

from knowledge.clients.parsing import docx
from knowledge.clients.parsing.blocks import Block
from knowledge.tests import documents
from knowledge.tests.test_parsing_text import silent
from knowledge.tests.word_documents import cell, paragraph, run, style, table, word

BEGIN = '<w:vMerge w:val="restart"/>'
GO_ON = "<w:vMerge/>"
TWO = '<w:gridSpan w:val="2"/>'


def read(body: str, **parts: str) -> list[str]:
    items = docx.parse(word(body, **parts), silent)
    return [item.text for item in items if isinstance(item, Block)]


def cells(*texts: str) -> str:
    return "".join(map(cell, texts))


def test_a_cell_that_goes_on_below_has_its_value_in_each_row():
    body = table(
        cells("Building", "Room", "Half day"),
        cell("Mill", BEGIN) + cells("Studio", "90 EUR"),
        cell("", GO_ON) + cells("Attic", "70 EUR"),
        cell("Granary", BEGIN) + cells("Gallery", "130 EUR"),
    )

    assert read(body) == [
        "Building: Mill; Room: Studio; Half day: 90 EUR",
        "Building: Mill; Room: Attic; Half day: 70 EUR",
        "Building: Granary; Room: Gallery; Half day: 130 EUR",
    ]


def test_merges_in_both_directions_name_columns_by_two_rows():
    body = table(
        cell("Branch", BEGIN) + cell("Summer", TWO) + cell("Winter", TWO),
        cell("", GO_ON) + cells("Opens", "Closes", "Opens", "Closes"),
        cells("Harbor", "8:00", "20:00", "10:00", "17:00"),
        cell("Mill") + cell("closed", TWO) + cells("9:00", "16:00"),
    )

    assert read(body) == [
        "Branch: Harbor; Summer Opens: 8:00; Summer Closes: 20:00; Winter Opens: 10:00;"
        " Winter Closes: 17:00",
        "Branch: Mill; Summer Opens: closed; Summer Closes: closed; Winter Opens: 9:00;"
        " Winter Closes: 16:00",
    ]


def test_a_marked_header_row_and_a_row_across_the_table():
    header = "<w:trPr><w:tblHeader/></w:trPr>"
    body = table(
        cell("Fees of 2027", '<w:gridSpan w:val="3"/>'),
        header + cells("1 day", "2 days", "3 days"),
        cells("8", "15", "20"),
        cell("All fees include tax.", '<w:gridSpan w:val="3"/>'),
    )

    assert read(body) == [
        "Fees of 2027",
        "1 day: 8; 2 days: 15; 3 days: 20",
        "All fees include tax.",
    ]


def test_rows_that_begin_further_right_and_cells_merged_the_old_way():
    old = '<w:hMerge w:val="{}"/>'.format
    body = table(
        cells("Day", "Morning", "Evening"),
        '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cells("8:00", "20:00"),
        cell("Sunday") + cell("closed", old("restart")) + cell("", old("continue")),
    )

    assert read(body) == [
        "Morning: 8:00; Evening: 20:00",
        "Day: Sunday; Morning: closed; Evening: closed",
    ]


def test_paragraphs_lists_and_tables_in_a_cell_are_its_value():
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    bullet = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    equipment = paragraph("Screen", properties=bullet) + paragraph("Piano", properties=bullet)
    prices = table(cells("Half day", "90 EUR"), cells("Full day", "150 EUR"))
    body = table(
        cells("Room", "Equipment", "Prices"),
        cell("Hall") + cell(equipment) + cell(prices + paragraph("plus tax")),
    )

    assert read(body, numbering=numbering) == [
        "Room: Hall; Equipment: Screen; Piano;"
        " Prices: Half day: 90 EUR; Full day: 150 EUR; plus tax"
    ]


def test_tables_that_only_place_text_are_read_through():
    heading = paragraph("Fees", properties='<w:pStyle w:val="heading1"/>')
    beside = table(
        cell(heading + paragraph("A visit costs 8 EUR.")) + cell(paragraph("Ask at the desk."))
    )
    boxed = table(cell(paragraph("Note:") + paragraph("Bring a towel.")))

    assert read(beside + boxed, styles=style("heading 1")) == [
        "Fees",
        "A visit costs 8 EUR.",
        "Ask at the desk.",
        "Note:",
        "Bring a towel.",
    ]


def test_names_and_values_in_two_columns():
    assert read(table(cells("Check-in", "3 p.m."), cells("Pets", "welcome"))) == [
        "Check-in: 3 p.m.",
        "Pets: welcome",
    ]


def test_rows_in_content_controls_and_empty_tables():
    row = f"<w:tr>{cells('Sauna', '12 EUR')}</w:tr>"
    control = f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"

    assert read(control + "<w:tbl/>" + table("") + paragraph(run("End"))) == [
        "Sauna: 12 EUR",
        "End",
    ]


def test_spans_beyond_reason_do_no_harm():
    wide = '<w:gridSpan w:val="999999"/>'
    body = table(*[cell("a", wide + BEGIN) + cell("b", wide)] * 50)

    assert len(read(body)) == 50


def test_a_table_inside_a_table_many_times_over_is_read():
    assert [block.text for block in docx.parse(documents.nested_docx(100), silent)] == ["deep"]
