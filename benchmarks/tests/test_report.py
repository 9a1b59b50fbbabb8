"""Figures and their output."""

from __future__ import annotations

import json

import pytest

from benchmarks.report import Figure, as_json, as_table, at_least, at_most, percentile, shown

FIGURES = [
    Figure("Widget", "first token p95", 151.26, "ms", at_most(150)),
    Figure("Widget", "answers a second", 31.04, "/s"),
    Figure("Search", "recall@10", 0.99, floor=at_least(0.99)),
]
MACHINE = {"Cores": 2, "Python": "3.11.7"}


@pytest.mark.parametrize(
    ("percent", "value"), [(1, 10), (20, 10), (21, 20), (50, 30), (80, 40), (95, 50), (100, 50)]
)
def test_a_percentile_is_the_smallest_value_that_covers_its_share(
    percent: float, value: float
) -> None:
    assert percentile([50, 10, 40, 20, 30], percent) == value


def test_every_percentile_of_one_value_is_that_value() -> None:
    assert [percentile([7.5], percent) for percent in (1, 50, 100)] == [7.5, 7.5, 7.5]


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no percentile of nothing"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.6, "0.6"),
        (0.9874, "0.987"),
        (7.891, "7.89"),
        (50.0, "50"),
        (56.78, "56.8"),
        (99.96, "100"),
        (1234.56, "1235"),
    ],
)
def test_a_figure_is_shown_with_readable_digits(value: float, text: str) -> None:
    assert shown(value) == text


def test_a_floor_holds_up_to_its_bound() -> None:
    assert [at_most(150).holds(value) for value in (149.9, 150, 150.1)] == [True, True, False]
    assert [at_least(0.6).holds(value) for value in (0.59, 0.6, 0.61)] == [False, True, True]


def test_the_table_names_each_part_once_with_floors_beside_figures() -> None:
    assert as_table(FIGURES, MACHINE) == (
        "# Benchmarks\n"
        "\n"
        "Measured by `make bench`, clients and servers on one machine.\n"
        "\n"
        "- Cores: 2\n"
        "- Python: 3.11.7\n"
        "\n"
        "| Part | What | Figure | Floor | |\n"
        "|---|---|--:|--:|---|\n"
        "| Widget | first token p95 | 151 ms | ≤ 150 | **missed** |\n"
        "|  | answers a second | 31 /s |  |  |\n"
        "| Search | recall@10 | 0.99 | ≥ 0.99 | holds |\n"
    )


def test_the_json_has_figures_floors_and_machine() -> None:
    assert json.loads(as_json(FIGURES, MACHINE)) == {
        "machine": {"Cores": 2, "Python": "3.11.7"},
        "figures": [
            {
                "part": "Widget",
                "name": "first token p95",
                "value": 151.26,
                "unit": "ms",
                "floor": "≤ 150",
                "holds": False,
            },
            {
                "part": "Widget",
                "name": "answers a second",
                "value": 31.04,
                "unit": "/s",
                "floor": None,
                "holds": None,
            },
            {
                "part": "Search",
                "name": "recall@10",
                "value": 0.99,
                "unit": "",
                "floor": "≥ 0.99",
                "holds": True,
            },
        ],
    }
