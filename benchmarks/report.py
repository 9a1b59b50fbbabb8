"""The figures, as a table to read and as JSON to compare."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Floor:
    """The limit for a figure: at most, or at least, `bound`."""

    bound: float
    is_ceiling: bool

    def holds(self, value: float) -> bool:
        return value <= self.bound if self.is_ceiling else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.is_ceiling else '≥'} {shown(self.bound)}"


def at_most(bound: float) -> Floor:
    return Floor(bound, is_ceiling=True)


def at_least(bound: float) -> Floor:
    return Floor(bound, is_ceiling=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. part: groups figures in the table; unit: "" for bare numbers."""

    part: str
    name: str
    value: float
    unit: str = ""
    floor: Floor | None = None


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the values do not exceed.

    percent: above 0, to 100. Raises ValueError without values.
    """
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def shown(value: float) -> str:
    """With a readable number of digits: 1235, 56.8, 7.89, 0.987."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def as_table(figures: Sequence[Figure], machine: Mapping[str, object]) -> str:
    """Markdown, one row per figure, with its floor beside it."""
    lines = [
        "# Benchmarks",
        "",
        "Measured by `make bench`, clients and servers on one machine.",
        "",
        *(f"- {name}: {value}" for name, value in machine.items()),
        "",
        "| Part | What | Figure | Floor | |",
        "|---|---|--:|--:|---|",
    ]
    part = None
    for figure in figures:
        cells = [
            "" if figure.part == part else figure.part,
            figure.name,
            f"{shown(figure.value)} {figure.unit}".strip(),
            str(figure.floor or ""),
            _verdict(figure),
        ]
        lines.append(f"| {' | '.join(cells)} |")
        part = figure.part
    return "\n".join(lines) + "\n"


def _verdict(figure: Figure) -> str:
    if figure.floor is None:
        return ""
    return "holds" if figure.floor.holds(figure.value) else "**missed**"


def as_json(figures: Sequence[Figure], machine: Mapping[str, object]) -> str:
    return (
        json.dumps(
            {
                "machine": dict(machine),
                "figures": [
                    {
                        "part": figure.part,
                        "name": figure.name,
                        "value": round(figure.value, 4),
                        "unit": figure.unit,
                        "floor": str(figure.floor) if figure.floor else None,
                        "holds": figure.floor.holds(figure.value) if figure.floor else None,
                    }
                    for figure in figures
                ],
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )
