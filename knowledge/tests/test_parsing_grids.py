"""Tables as rows that can be read on their own, whatever their format."""

from __future__ import annotations

from itertools import islice

import pytest

from knowledge.clients.parsing.cell_kinds import kind_of
from knowledge.clients.parsing.grids import MAX_COLUMNS, Cell, spread, table_lines


def lines(*rows: str, assume_header: bool = True) -> list[str]:
    """The lines of a table whose cells are divided by "|"."""
    grid = [[Cell(text) for text in row.split("|")] for row in rows]
    return [line.text for line in table_lines(grid, assume_header=assume_header)]


def spread_lines(*rows: list[Cell], assume_header: bool = True) -> list[str]:
    return [line.text for line in table_lines(spread(rows), assume_header=assume_header)]


def texts(grid: list[list[Cell]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid]


def test_a_cell_stands_in_all_that_it_spans():
    grid = spread(
        [
            [Cell("a", rows=3), Cell("b", columns=2)],
            [Cell("c"), Cell("d", rows=2)],
            [Cell("e")],
            [Cell("f")],
        ]
    )

    assert texts(list(grid)) == [["a", "b", "b"], ["a", "c", "d"], ["a", "e", "d"], ["f"]]


def test_a_cell_below_a_gap_stays_in_its_column():
    grid = spread([[Cell("a"), Cell("b"), Cell("c", rows=2)], [Cell("d")]])

    assert texts(list(grid)) == [["a", "b", "c"], ["d", "", "c"]]


def test_spans_beyond_reason_are_cut():
    grid = list(spread([[Cell("a", columns=10_000, rows=60_000)], [], [Cell("b", columns=10**9)]]))

    assert [len(row) for row in grid] == [MAX_COLUMNS, MAX_COLUMNS, MAX_COLUMNS + 1]


def test_rows_are_read_as_they_come():
    endless = ([Cell(str(number)), Cell("x")] for number in range(10**12))

    assert len(list(islice(table_lines(endless, assume_header=True), 3))) == 3


def test_a_header_of_two_rows_names_columns_by_both():
    assert spread_lines(
        [Cell("Branch", rows=2), Cell("Summer", columns=2), Cell("Winter", columns=2)],
        [Cell("Opens"), Cell("Closes"), Cell("Opens"), Cell("Closes")],
        [Cell("Harbour"), Cell("08:00"), Cell("20:00"), Cell("10:00"), Cell("17:00")],
    ) == [
        "Branch: Harbour; Summer Opens: 08:00; Summer Closes: 20:00;"
        " Winter Opens: 10:00; Winter Closes: 17:00"
    ]


def test_a_header_of_two_rows_is_found_where_cells_cannot_be_merged():
    assert lines(
        "Branch|Summer||Winter|", "|Opens|Closes|Opens|Closes", "Harbour|08:00|20:00|10:00|17:00"
    ) == [
        "Branch: Harbour; Summer Opens: 08:00; Summer Closes: 20:00;"
        " Winter Opens: 10:00; Winter Closes: 17:00"
    ]


def test_a_header_of_three_rows_is_joined():
    assert spread_lines(
        [Cell("Room", rows=3), Cell("Price", columns=4)],
        [Cell("2026", columns=2), Cell("2027", columns=2)],
        [Cell("Low"), Cell("High"), Cell("Low"), Cell("High")],
        [Cell("Double"), Cell("80"), Cell("90"), Cell("85"), Cell("95")],
    ) == [
        "Room: Double; Price 2026 Low: 80; Price 2026 High: 90; Price 2027 Low: 85;"
        " Price 2027 High: 95"
    ]


def test_a_name_above_two_columns_of_data_is_the_name_of_both():
    assert spread_lines(
        [Cell("Name", is_header=True), Cell("Contact", is_header=True, columns=2)],
        [Cell("Anna"), Cell("Back office"), Cell("Mr. Bell")],
        [Cell("Bob"), Cell("Kitchen"), Cell("Ms. Carr")],
    )[0] == ("Name: Anna; Contact: Back office; Contact: Mr. Bell")


def test_a_marked_header_goes_on_below_the_names_that_it_divides():
    assert spread_lines(
        [Cell("Room", is_header=True), Cell("Weekday", is_header=True, columns=2)],
        [Cell(""), Cell("Half"), Cell("Full")],
        [Cell("Gallery"), Cell("130"), Cell("210")],
    ) == ["Room: Gallery; Weekday Half: 130; Weekday Full: 210"]
    assert spread_lines(
        [Cell("Guests", columns=2), Cell("Staff", columns=2)],
        [Cell("Adults"), Cell("Children"), Cell("Cooks"), Cell("Waiters")],
        [Cell("24"), Cell("6"), Cell("5"), Cell("4")],
    ) == ["Guests Adults: 24; Guests Children: 6; Staff Cooks: 5; Staff Waiters: 4"]


def test_a_cell_across_the_table_stands_alone_once():
    header = [Cell("Service"), Cell("Members"), Cell("Guests")]

    assert spread_lines(
        [Cell("Prices of 2027", columns=3)],
        header,
        [Cell("All prices include tax.", columns=3)],
        [Cell("Check-up"), Cell("45 EUR"), Cell("60 EUR")],
        [Cell("Repair"), Cell("on request", columns=2)],
    ) == [
        "Prices of 2027",
        "All prices include tax.",
        "Service: Check-up; Members: 45 EUR; Guests: 60 EUR",
        "Service: Repair; Members: on request; Guests: on request",
    ]


def test_a_marked_header_is_believed():
    assert spread_lines(
        [Cell("12", is_header=True), Cell("13", is_header=True)], [Cell("14"), Cell("15")]
    ) == ["12: 14; 13: 15"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ["Alder Street|12.50|Mon-Wed", "Birch Lane|14.00|Thu-Fri", "Cedar Road|9.75|Sat"],
            ["Alder Street; 12.50; Mon-Wed", "Birch Lane; 14.00; Thu-Fri", "Cedar Road; 9.75; Sat"],
        ),
        (
            ["Alder Street|Monday|Brown", "Birch Lane|Tuesday|Green", "Cedar Road|Monday|Brown"],
            ["Alder Street; Monday; Brown", "Birch Lane; Tuesday; Green"],
        ),
        (
            ["Monday|closed|closed", "Tuesday|9:00|17:00", "Friday|9:00|17:00"],
            ["Monday; closed; closed", "Tuesday; 9:00; 17:00"],
        ),
        (
            ["Anna|anna@example.org|chef", "Bob|bob@example.org|waiter"],
            ["Anna; anna@example.org; chef", "Bob; bob@example.org; waiter"],
        ),
        (
            ["2027-01-01|New Year|closed", "2027-05-01|Labor Day|closed"],
            ["2027-01-01; New Year; closed", "2027-05-01; Labor Day; closed"],
        ),
    ],
)
def test_rows_of_one_kind_have_no_header(rows: list[str], expected: list[str]) -> None:
    assert lines(*rows)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (["Room|Price", "Double|120"], "Room: Double; Price: 120"),
        (["Room|2026|2027", "Double|12|13", "Single|8|9"], "Room: Double; 2026: 12; 2027: 13"),
        (["At|9:00|10:00", "Hall|Yoga|Dance", "Attic|Judo|"], "At: Hall; 9:00: Yoga; 10:00: Dance"),
        (["Name|Role", "Anna|Chef", "Bob|Waiter"], "Name: Anna; Role: Chef"),
        (["Day|Open", "Mon|9 to 17", "Sat|10 to 14", "Sun|closed"], "Day: Mon; Open: 9 to 17"),
        (["Item|Fee", "Card|free", "Loss|8 EUR", "Copy|2 EUR"], "Item: Card; Fee: free"),
        (["Room|101|102|103", "Beds|2|2|4"], "Room: Beds; 101: 2; 102: 2; 103: 4"),
        (["|Basic|Plus", "Price|10|20", "Users|5|50"], "Price; Basic: 10; Plus: 20"),
        (["To|to 5 kg|to 9 kg", "France|5.90|8.90"], "To: France; to 5 kg: 5.90; to 9 kg: 8.90"),
        (["Course|Fee|Note", "Yoga|72 €|", "Judo|48 €|bring a towel"], "Course: Yoga; Fee: 72 €"),
    ],
)  # fmt: skip
def test_a_header_is_found(rows: list[str], first: str) -> None:
    assert lines(*rows)[0] == first


@pytest.mark.parametrize(
    "rows",
    [
        ["Opening hours|9 to 17", "Telephone|030 1234", "Owner|Ada Byron", "VAT rate|19%"],
        ["Owner|Ada Byron", "Address|12 Mill Lane", "Telephone|030 1234", "VAT rate|19%"],
        ["Owner|Ada Byron", "City|Rome", "Trade|bicycles"],
        ["Check-in|from 15:00", "Check-out|until 11:00", "Parking|8 EUR", "Pets|not allowed"],
        ["Monday|9:00-17:00", "Tuesday|9:00-17:00", "Sunday|closed"],
    ],
)
def test_names_with_values_have_no_header(rows: list[str]) -> None:
    assert lines(*rows) == [row.replace("|", ": ") for row in rows]


def test_questions_with_answers_have_no_header():
    assert lines("Do you deliver?|Yes, within the city.", "Is there a pool?|On the roof.") == [
        "Do you deliver?: Yes, within the city.",
        "Is there a pool?: On the roof.",
    ]


def test_sections_of_names_with_values_keep_their_titles():
    assert lines("Contact|", "Phone|030 1", "|", "Money|", "VAT|19%", "Deposit|5 EUR") == [
        "Contact",
        "Phone: 030 1",
        "Money",
        "VAT: 19%",
        "Deposit: 5 EUR",
    ]


def test_titles_above_a_table_are_lines_of_their_own():
    assert lines(
        "Price list 2027|||from March", "Service|Adults|Children|Note", "Card|24|6|", "Loss|8|3|x"
    ) == [
        "Price list 2027; from March",
        "Service: Card; Adults: 24; Children: 6",
        "Service: Loss; Adults: 8; Children: 3; Note: x",
    ]
    assert lines("Fees|", "As of May|", "|", "Service|Fee", "Card|24", "Loss|8") == [
        "Fees",
        "As of May",
        "Service: Card; Fee: 24",
        "Service: Loss; Fee: 8",
    ]


def test_an_empty_row_divides_tables_only_if_a_header_follows():
    rooms = ["Room|Price", "Double|120", "Single|80"]

    assert lines(*rooms, "|", "Suite|200", "Loft|220")[2:] == [
        "Room: Suite; Price: 200",
        "Room: Loft; Price: 220",
    ]
    meals = ["Meal|Time|Fee", "Breakfast|7:00|12", "Dinner|18:00|30"]
    assert lines(*rooms, "|", *meals, "|", "* each|")[2:] == [
        "Meal: Breakfast; Time: 7:00; Fee: 12",
        "Meal: Dinner; Time: 18:00; Fee: 30",
        "* each",
    ]


def test_a_header_that_comes_again_is_not_data():
    rooms = ["Room|Price", "Double|120", "Room|Price", "Single|80"]

    assert lines(*rooms) == ["Room: Double; Price: 120", "Room: Single; Price: 80"]
    assert lines("Room|Price", "Double|120", "Single|80", "|", "Room|View", "Loft|sea")[2:] == [
        "Room: Loft; View: sea"
    ]


def test_units_below_the_names_belong_to_them():
    assert lines("Item|Weight|Price", "|kg|EUR", "Flour|1|2.50", "Salt|2|3.10")[0] == (
        "Item: Flour; Weight kg: 1; Price EUR: 2.50"
    )


def test_a_header_is_only_assumed_if_asked():
    assert lines("Anna|Chef", "Bob|Waiter", assume_header=False) == ["Anna: Chef", "Bob: Waiter"]
    assert lines("Service|Price", "Cut|24 €", "Color|68 €", assume_header=False) == [
        "Service: Cut; Price: 24 €",
        "Service: Color; Price: 68 €",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ""),
        ("Yoga", "text"),
        ("9 to 17", "mixed"),
        ("Room 12", "mixed"),
        ("12.50", "number"),
        ("72 €", "number €"),
        ("€72", "number €"),
        ("-1,250.50 EUR", "number eur"),
        ("19%", "number %"),
        ("30 minutes", "number minutes"),
        ("08:00", "time"),
        ("8:00 am – 5:00 pm", "time"),
        ("2027-05-01", "date"),
        ("1.5.2027", "date"),
        ("May 1, 2027", "date"),
        ("1 May 2027", "date"),
        ("yes", "flag"),
        ("a@b.example", "address"),
        ("1" * 100, "mixed"),
    ],
)
def test_kinds_of_values(text: str, kind: str) -> None:
    assert kind_of(text) == kind
