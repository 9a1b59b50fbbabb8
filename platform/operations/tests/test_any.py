"""`Any` disables type checks: its use may only shrink."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[3]
RECORDED = Path(__file__).with_name("any_lines.json")
_ANY = re.compile(r"\bAny\b")
_NOT_PRODUCT = {"tests", "testing", "migrations", "benchmarks", "docs"}


def count_lines() -> dict[str, int]:
    """Top-level package → number of lines with `Any`, without tests and migrations."""
    packages = [*ROOT.glob("*/__init__.py"), *ROOT.glob("platform/*/__init__.py")]
    counted: Counter[str] = Counter()
    for package in packages:
        for path in package.parent.rglob("*.py"):
            if not _NOT_PRODUCT & set(path.relative_to(ROOT).parts):
                lines = path.read_text().splitlines()
                counted[package.parent.name] += sum(bool(_ANY.search(line)) for line in lines)
    return dict(sorted(counted.items()))


def test_any_only_shrinks() -> None:
    counted, recorded = count_lines(), json.loads(RECORDED.read_text())

    more = {name: lines for name, lines in counted.items() if lines > recorded.get(name, 0)}
    less = {name: lines for name, lines in counted.items() if lines < recorded.get(name, 0)}
    assert more == {}, f"Lines were added that say Any: type them, or others ({RECORDED.name})."
    assert less == {}, f"Fewer lines say Any: write the number into {RECORDED.name}."
    assert counted.keys() == recorded.keys()


def test_the_count_includes_code_and_no_tests() -> None:
    counted = count_lines()

    assert {"core", "voice", "accounts"} <= counted.keys()
    assert "benchmarks" not in counted
