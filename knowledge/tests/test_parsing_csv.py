"""CSV files as they come out of spreadsheets: with titles, without headers, in any dialect."""

import pytest

from knowledge.clients.parsing import csv_rows
from knowledge.clients.parsing.blocks import Block, BlockKind
from knowledge.tests.test_parsing_text import silent


def read(text: str, encoding: str = "utf-8") -> list[str]:
    return [block.text for block in csv_rows.parse(text.encode(encoding), silent)]


def test_a_file_without_a_header_keeps_its_first_row():
    assert read("Alder Street,12.50,Mon-Wed\nBirch Lane,14.00,Thu-Fri\nCedar Road,9.75,Sat\n") == [
        "Alder Street; 12.50; Mon-Wed",
        "Birch Lane; 14.00; Thu-Fri",
        "Cedar Road; 9.75; Sat",
    ]


@pytest.mark.parametrize("declaration", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n', "\ufeffsep=;\n"])
def test_a_declared_delimiter_is_used_and_not_read(declaration):
    assert read(declaration + "Zone;Single;Day pass\nA;2,40;6,80\nB;3,10;8,20\n") == [
        "Zone: A; Single: 2,40; Day pass: 6,80",
        "Zone: B; Single: 3,10; Day pass: 8,20",
    ]


def test_any_declared_delimiter_is_used():
    assert read("sep=^\nZone^Fee\nA^2\nB^3\n") == ["Zone: A; Fee: 2", "Zone: B; Fee: 3"]


def test_titles_above_the_header_are_paragraphs():
    data = (
        "Municipal library - fee list 2027,,\nPrepared by the front office,,\n,,\n"
        "Service,Adults,Children\nAnnual card,24.00,6.00\nLost card,8.50,3.00\n"
    )

    assert list(csv_rows.parse(data.encode(), silent)) == [
        Block("Municipal library - fee list 2027", BlockKind.PARAGRAPH),
        Block("Prepared by the front office", BlockKind.PARAGRAPH),
        Block("Service: Annual card; Adults: 24.00; Children: 6.00", BlockKind.TABLE_ROW),
        Block("Service: Lost card; Adults: 8.50; Children: 3.00", BlockKind.TABLE_ROW),
    ]


def test_titles_without_delimiters_do_not_hide_the_delimiter():
    assert read("Fees, valid from May\n\nService;Fee\nAnnual card;24,00 €\nLost card;8,50 €\n") == [
        "Fees, valid from May",
        "Service: Annual card; Fee: 24,00 €",
        "Service: Lost card; Fee: 8,50 €",
    ]


def test_names_with_values_are_read_as_such():
    assert read("Opening hours,9 to 17\nTelephone,030 1234\nOwner,Ada Byron\nVAT rate,19%\n") == [
        "Opening hours: 9 to 17",
        "Telephone: 030 1234",
        "Owner: Ada Byron",
        "VAT rate: 19%",
    ]


def test_prices_in_two_columns_have_their_header():
    assert read("Kurs;Gebühr\nYoga;72 €\nTöpfern;95 €\n", "cp1252") == [
        "Kurs: Yoga; Gebühr: 72 €",
        "Kurs: Töpfern; Gebühr: 95 €",
    ]


def test_spaces_behind_delimiters_are_none_of_the_values():
    assert read('Name, Note\n"Tea", "hot, with milk"\n"Cake", "fresh"\n') == [
        "Name: Tea; Note: hot, with milk",
        "Name: Cake; Note: fresh",
    ]


def test_decimal_commas_are_no_delimiters():
    assert read("Ware;Preis;Menge\nMehl;1,50;2,5\nZucker;2,20;1,0\n")[0] == (
        "Ware: Mehl; Preis: 1,50; Menge: 2,5"
    )


def test_one_column_is_a_list():
    assert read("Bread\nButter\nJam\n") == ["Bread", "Butter", "Jam"]
    assert read("Price\n12.50\n14.00\n") == ["Price: 12.50", "Price: 14.00"]


@pytest.mark.parametrize(
    "text",
    [
        '"Item,Price,Stock"\n"Bolt,0.20,500"\n"Nut,""0.10"",300"\n',
        '"Item;""Price"";Stock"\r\n"Bolt;""0.20"";500"\r\n"Nut;""0.10"";300"',
        "'Item','Price','Stock'\n'Bolt','0.20','500'\n'Nut','0.10','300'\n",
    ],
)
def test_lines_quoted_as_a_whole_or_by_single_quotes_are_rows(text):
    assert read(text) == [
        "Item: Bolt; Price: 0.20; Stock: 500",
        "Item: Nut; Price: 0.10; Stock: 300",
    ]


def test_a_backslash_before_a_quote_is_none_of_the_value():
    text = 'Card,Note,Path\n"Gold","the \\"best\\" one, really","a"\n"Silver","ok, cheap","b"\n'

    assert read(text) == [
        'Card: Gold; Note: the "best" one, really; Path: a',
        "Card: Silver; Note: ok, cheap; Path: b",
    ]


def test_backslashes_elsewhere_stay():
    assert read('Name,Path\n"Say ""hi""","C:\\"\nBen,C:\\temp\n') == [
        'Name: Say "hi"; Path: C:\\',
        "Name: Ben; Path: C:\\temp",
    ]
