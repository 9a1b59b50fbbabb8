"""Workbooks: sheets as headings, self-contained rows, and no harm from hostile files."""

import pytest

from knowledge.clients.parsing import sandbox, xlsx
from knowledge.clients.parsing.blocks import Block, BlockKind, Notice
from knowledge.clients.parsing.formats import DocumentFormat
from knowledge.errors import (
    ArchiveTooLarge,
    CorruptFile,
    DocumentUnreadable,
    NotAnXlsx,
    NoText,
    TooComplex,
)
from knowledge.tests import documents
from knowledge.tests.documents import Formula
from knowledge.tests.test_parsing_text import silent

ONE = documents.sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')


def read(data: bytes) -> list[Block]:
    return [item for item in xlsx.parse(data, silent) if isinstance(item, Block)]


def notices(data: bytes) -> dict[str, int]:
    items = xlsx.parse(data, silent)
    return {item.code: item.count for item in items if isinstance(item, Notice)}


def test_each_sheet_is_a_heading_and_each_row_is_self_contained():
    data = documents.xlsx(
        {
            "Rooms": [
                ["Room", "Price", "Balcony"],
                ["Single", 80.0, False],
                ["Double", 120.5, True],
            ],
            "Empty": [],
            "Times": [["Breakfast"]],
        }
    )

    assert read(data) == [
        Block("Rooms", BlockKind.HEADING),
        Block("Room: Single; Price: 80; Balcony: no", BlockKind.TABLE_ROW, ("Rooms",)),
        Block("Room: Double; Price: 120.5; Balcony: yes", BlockKind.TABLE_ROW, ("Rooms",)),
        Block("Times", BlockKind.HEADING),
        Block("Breakfast", BlockKind.TABLE_ROW, ("Times",)),
    ]


def test_a_title_above_a_table_is_not_its_header():
    rows = [["Prices of 2026"], [None], ["Room", "Price"], ["Double", 120]]

    assert [block.text for block in read(documents.xlsx({"Rooms": rows}))] == [
        "Rooms",
        "Prices of 2026",
        "Room: Double; Price: 120",
    ]


def test_a_formula_is_its_value_and_formula_like_text_is_text():
    rows = [
        ["Offer", "Total", "Link"],
        [Formula("A1&A1", "Two nights"), Formula("1+1", None), '=HYPERLINK("http://x","y")'],
    ]

    assert [block.text for block in read(documents.xlsx({"Offers": rows}))] == [
        "Offers",
        'Offer: Two nights; Link: =HYPERLINK("http://x","y")',
    ]
    assert notices(documents.xlsx({"Offers": rows})) == {"FORMULAS_WITHOUT_VALUES": 1}


def test_hidden_sheets_are_not_read():
    data = documents.xlsx({"Prices": [["Bread"]], "Costs": [["Flour"]]}, hidden=["Costs"])

    assert [block.text for block in read(data)] == ["Prices", "Bread"]
    assert notices(data) == {"HIDDEN_SHEETS_LEFT_OUT": 1}


def row(cells: str) -> str:
    return f'<row r="1">{cells}</row>'


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (
            documents.raw_xlsx(
                {
                    "S": documents.sheet_xml(
                        row("".join(f"<c><v>{n * n}</v></c>" for n in range(500_001)))
                    )
                }
            ),
            TooComplex,
        ),
        (
            documents.raw_xlsx(
                {"S": documents.sheet_xml('<row><c r="A1"/><c r="XFD1048576"/></row>')}
            ),
            TooComplex,
        ),
        (
            documents.raw_xlsx({"S": ONE}, more={"xl/media/x.xml": bytes(20_000_000)}),
            ArchiveTooLarge,
        ),
        (
            documents.raw_xlsx(
                {"S": documents.sheet_xml("", before='<!DOCTYPE x [<!ENTITY a "b">]>')}
            ),
            CorruptFile,
        ),
        (documents.raw_xlsx({"S": "<worksheet"}), CorruptFile),
        (documents.raw_xlsx({"S": ONE})[:-100], CorruptFile),
        (documents.docx([("Normal", "Text.")]), NotAnXlsx),
        (documents.xlsx({"S": []}), NoText),
    ],
    ids=["cells", "dimensions", "bomb", "entities", "malformed", "cut", "a Word file", "empty"],
)
def test_harmful_and_damaged_workbooks_are_refused(tmp_path, data, refusal):
    path = tmp_path / "book"
    path.write_bytes(data)

    with pytest.raises(DocumentUnreadable) as raised:
        list(sandbox.parse_file(path, format=DocumentFormat.XLSX))

    assert type(raised.value) is refusal


def test_endlessly_nested_elements_do_no_harm():
    deep = documents.sheet_xml("<a>" * 100_000 + "</a>" * 100_000)

    assert read(documents.raw_xlsx({"S": deep, "T": ONE})) == [
        Block("T", BlockKind.HEADING),
        Block("1", BlockKind.TABLE_ROW, ("T",)),
    ]
