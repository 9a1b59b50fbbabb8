"""A workbook is read as its sheets show it: merged, formatted, without what they hide."""

from __future__ import annotations

import pytest

from knowledge.clients.parsing import xlsx
from knowledge.clients.parsing.blocks import Block, Notice
from knowledge.errors import TooComplex
from knowledge.tests import documents
from knowledge.tests.test_parsing_text import silent

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def rows_xml(*rows: str, styles: str = "", attributes: dict[int, str] | None = None) -> str:
    """Rows whose cells are divided by "|": numbers as such, "" left out. styles: of the columns."""
    given = attributes or {}
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = ""
        for column, text in enumerate(row.split("|")):
            style = styles[column] if column < len(styles) else "0"
            at = f'r="{chr(65 + column)}{number}" s="{style}"'
            if text.replace(".", "").replace("-", "").isdigit():
                cells += f"<c {at}><v>{text}</v></c>"
            elif text:
                cells += f'<c {at} t="inlineStr"><is><t>{text}</t></is></c>'
        lines.append(f'<row r="{number}" {given.get(number, "")}>{cells}</row>')
    return "".join(lines)


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def merged(*ranges: str) -> str:
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return f"<mergeCells>{cells}</mergeCells>"


def book(content: str, *, styles: str = "", strings: str = "", table: str = "") -> bytes:
    """A workbook of one sheet, with its parts."""
    related = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in [
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "strings.xml"),
        ]
    )
    of_sheet = f'<Relationship Id="t" Type="{_OFFICE}/table" Target="../tables/table1.xml"/>'
    listed = '<sheet name="S" sheetId="1" r:id="worksheet"/>'
    return documents.archive(
        {
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_OFFICE}'
            '/officeDocument" Target="xl/book.xml"/></Relationships>',
            "xl/book.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}'
            "</sheets></workbook>",
            "xl/_rels/book.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": content,
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
            f"{of_sheet if table else ''}</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
            "xl/strings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
            "xl/tables/table1.xml": table,
        }
    )


def read(data: bytes) -> tuple[list[str], dict[str, int]]:
    """The texts below the sheet's name, and the notices."""
    items = list(xlsx.parse(data, silent))
    texts = [item.text for item in items if isinstance(item, Block)]
    return texts[1:], {item.code: item.count for item in items if isinstance(item, Notice)}


def test_merged_cells_have_their_value_everywhere():
    rows = rows_xml("Region|Grade|Rate", "North|Director|210", "|Staff|120", "South|Staff|95")

    assert read(book(sheet(rows, after=merged("A2:A3"))))[0] == [
        "Region: North; Grade: Director; Rate: 210",
        "Region: North; Grade: Staff; Rate: 120",
        "Region: South; Grade: Staff; Rate: 95",
    ]


def test_a_header_of_two_rows_is_joined():
    rows = rows_xml(
        "Branch|Summer||Winter|", "|Opens|Closes|Opens|Closes", "Harbor|08:00|20:00|10:00|17:00"
    )

    assert read(book(sheet(rows, after=merged("B1:C1", "D1:E1", "A1:A2"))))[0] == [
        "Branch: Harbor; Summer Opens: 08:00; Summer Closes: 20:00; Winter Opens: 10:00;"
        " Winter Closes: 17:00"
    ]


def test_titles_and_remarks_across_the_sheet_stand_alone():
    rows = rows_xml("Fees of 2027||", "Service|Adults|Children", "Card|24|6", "Ask at the desk||")

    assert read(book(sheet(rows, after=merged("A1:C1", "A4:B4"))))[0] == [
        "Fees of 2027",
        "Service: Card; Adults: 24; Children: 6",
        "Ask at the desk",
    ]


def test_numbers_are_shown_by_their_formats():
    codes = {
        1: "0.0%",
        2: "#,##0.00\\ [$€-407]",
        3: "dd/mm/yyyy",
        4: "00000",
        5: "[h]:mm",
    }
    styles = (
        "<numFmts>"
        + "".join(
            f'<numFmt numFmtId="{163 + n}" formatCode="{code}"/>' for n, code in codes.items()
        )
        + '</numFmts><cellXfs><xf numFmtId="0"/>'
        + "".join(f'<xf numFmtId="{163 + n}"/>' for n in codes)
        + '<xf numFmtId="14"/><xf numFmtId="9"/></cellXfs>'
    )
    rows = rows_xml(
        "Item|Rate|Deposit|Until|Account|Time|From|Tax",
        "Discount|0.175|1250.5|46455|42|1.104166666666667|46455|0.19",
        styles="01234567",
    )

    assert read(book(sheet(rows), styles=styles))[0] == [
        "Item: Discount; Rate: 17.5%; Deposit: 1,250.50 €; Until: 2027-03-09; Account: 00042;"
        " Time: 26:30; From: 2027-03-09; Tax: 19%"
    ]


def test_hidden_rows_and_columns_are_left_out_and_counted():
    rows = rows_xml(
        "Menu|Price|Cost|Gain|Note",
        "Buffet|24|9|15|x",
        "Sushi|42|20|22|y",
        "||||",
        attributes={3: 'hidden="1"', 4: 'hidden="1"'},
    )
    columns = '<cols><col min="3" max="4" hidden="1"/><col min="7" max="16384" hidden="1"/></cols>'

    assert read(book(sheet(rows, before=columns))) == (
        ["Menu: Buffet; Price: 24; Note: x"],
        {"HIDDEN_ROWS_LEFT_OUT": 1, "HIDDEN_COLUMNS_LEFT_OUT": 2},
    )


def test_rows_without_height_and_columns_without_width_are_hidden():
    rows = rows_xml("Menu|Price|Cost", "Buffet|24|9", "Sushi|42|20", attributes={3: 'ht="0"'})
    columns = '<cols><col min="3" max="3" width="0"/></cols>'

    assert read(book(sheet(rows, before=columns))) == (
        ["Menu: Buffet; Price: 24"],
        {"HIDDEN_ROWS_LEFT_OUT": 1, "HIDDEN_COLUMNS_LEFT_OUT": 1},
    )


def test_a_merged_value_in_a_hidden_column_is_shown_in_the_others():
    rows = rows_xml("Fees||", "Service|Code|Fee", "Card|x|24", "Loss|y|8")
    hidden = '<cols><col min="1" max="1" hidden="1"/></cols>'

    assert read(book(sheet(rows, before=hidden, after=merged("A1:C1"))))[0] == [
        "Fees",
        "Code: x; Fee: 24",
        "Code: y; Fee: 8",
    ]


@pytest.mark.parametrize("is_table", [True, False])
def test_rows_that_a_filter_hides_are_counted_apart(is_table: bool) -> None:
    rows = rows_xml(
        "1|2", "Bread|3", "Cake|5", "Loose|7", attributes={3: 'hidden="1"', 4: 'hidden="1"'}
    )
    filtered = '<autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter>'
    table = f'<table xmlns="{_MAIN}" ref="A1:B3">{filtered}</table>' if is_table else ""

    assert read(book(sheet(rows, after="" if is_table else filtered), table=table)) == (
        ["1: Bread; 2: 3"],
        {"HIDDEN_ROWS_LEFT_OUT": 1, "FILTERED_ROWS_LEFT_OUT": 1},
    )


def test_values_that_a_format_or_their_color_hides_are_left_out():
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts>'
        '<fonts><font/><font><color rgb="FFFFFFFF"/></font></fonts>'
        '<fills><fill/><fill><patternFill patternType="solid"><fgColor rgb="FF000000"/>'
        "</patternFill></fill></fills>"
        '<cellXfs><xf/><xf numFmtId="164"/><xf fontId="1"/><xf fontId="1" fillId="1"/></cellXfs>'
    )
    rows = rows_xml("Item|Cost|Gain|Fee", "Card|9.5|secret|24", styles="0123")
    header = rows_xml("Item|Cost|Gain|Fee", "Card|9.5|secret|24", styles="0023")
    colored = '<conditionalFormatting sqref="A1:D2"/>'

    assert read(book(sheet(rows), styles=styles)) == (
        ["Item: Card; Fee: 24"],
        {"HIDDEN_TEXT_LEFT_OUT": len("Cost" + "9.5" + "Gain" + "secret")},
    )
    assert read(book(sheet(header, after=colored), styles=styles)) == (
        ["Item: Card; Cost: 9.5; Gain: secret; Fee: 24"],
        {},
    )


def test_formulas_are_their_values_or_counted():
    rows = (
        '<row r="1"><c t="inlineStr"><is><t>Net</t></is></c><c t="inlineStr"><is><t>Gross</t></is>'
        '</c><c t="inlineStr"><is><t>Note</t></is></c></row>'
        '<row r="2"><c><v>100</v></c><c><f>A2*1.2</f><v></v></c>'
        '<c t="str"><f>""</f><v></v></c></row>'
        '<row r="3"><c><v>250</v></c><c><f>A3*1.2</f><v>300</v></c><c><f>x</f></c></row>'
    )

    assert read(book(sheet(rows))) == (
        ["Net: 100", "Net: 250; Gross: 300"],
        {"FORMULAS_WITHOUT_VALUES": 2},
    )


def test_shared_texts_are_read_without_their_pronunciation():
    pronounced = "<si><t>東京</t><rPh><t>とうきょう</t></rPh></si>"
    strings = f"<si><r><t>Fees </t></r><r><rPr/><t>2027</t></r></si>{pronounced}"
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c></row>'

    assert read(book(sheet(rows), strings=strings))[0] == ["Fees 2027; 東京"]


def test_kinds_of_cells():
    rows = (
        '<row r="1"><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#REF!</v></c>'
        '<c t="d"><v>2027-03-09T00:00:00</v></c><c t="d"><v>2027-03-09T18:30:00Z</v></c>'
        '<c><v>12 apples</v></c><c s="99"><v>5</v></c></row>'
    )

    assert read(book(sheet(rows)))[0] == ["yes; no; 2027-03-09; 2027-03-09 18:30:00; 12 apples; 5"]


def test_a_table_says_which_row_is_its_header():
    rows = rows_xml("2026|2027", "5|6", "7|8")
    table = f'<table xmlns="{_MAIN}" ref="A1:B3"/>'

    assert read(book(sheet(rows), table=table))[0] == ["2026: 5; 2027: 6", "2026: 7; 2027: 8"]


def test_names_with_values_are_read_as_such():
    rows = rows_xml("Opening hours|9 to 17", "Telephone|030 1234", "Owner|Ada Byron", "VAT|0.19")
    styles = '<cellXfs><xf/><xf numFmtId="9"/></cellXfs>'

    assert read(book(sheet(rows.replace('B4" s="0"', 'B4" s="1"')), styles=styles))[0] == [
        "Opening hours: 9 to 17",
        "Telephone: 030 1234",
        "Owner: Ada Byron",
        "VAT: 19%",
    ]


def test_gigantic_ranges_do_no_harm():
    rows = rows_xml("a|b", "c|d")
    hidden = "<cols>" + '<col min="3" max="999999" hidden="1"/>' * 20_000 + "</cols>"

    everything = sheet(rows, before=hidden, after=merged("A1:XFD1048576"))
    assert read(book(everything))[0] == ["a", "a"]
    wide = '<row r="1"><c r="A1"><v>1</v></c><c r="ALL1000"/></row>'
    with pytest.raises(TooComplex):
        read(book(sheet(wide, after=merged(*["A1:XFD1048576"] * 20))))
