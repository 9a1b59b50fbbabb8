"""Headers of several rows, in tables that mark none."""

from __future__ import annotations

from knowledge.clients.parsing.grids import Cell
from knowledge.tests.test_parsing_grids import lines, spread_lines


def test_names_above_repeated_ones_are_no_title() -> None:
    table = ["|Members||Guests|", "Court|Day|Evening|Day|Evening", "1|10|14|16|20", "2|8|12|14|18"]

    assert lines(*table, assume_header=False) == [
        "Court: 1; Members Day: 10; Members Evening: 14; Guests Day: 16; Guests Evening: 20",
        "Court: 2; Members Day: 8; Members Evening: 12; Guests Day: 14; Guests Evening: 18",
    ]


def test_a_name_that_spans_names_is_a_header_without_a_mark() -> None:
    hall, price, mill = Cell("Hall", rows=2), Cell("Price", columns=3), Cell("Mill", rows=2)
    days = [Cell("Weekday"), Cell("Saturday"), Cell("Sunday")]
    note = Cell("All prices include VAT.", columns=4)
    data = [[mill, Cell("10"), Cell("12"), Cell("14")], [Cell("20"), Cell("22"), Cell("24")]]

    assert spread_lines([hall, price], days, *data, [note], assume_header=False) == [
        "Hall: Mill; Price Weekday: 10; Price Saturday: 12; Price Sunday: 14",
        "Hall: Mill; Price Weekday: 20; Price Saturday: 22; Price Sunday: 24",
        "All prices include VAT.",
    ]
