"""Functions of the JavaScript have a maximum length, as those of Python have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from operations.tests.test_house import APPS, ROOT, sources


def test_functions_of_scripts_have_a_maximum_length() -> None:
    found = [
        (f"{path.relative_to(ROOT)} {name}", lines)
        for path in sources("platform", *APPS, suffix=".js")
        for name, lines in script_functions(path.read_text())
    ]

    assert len(found) > 100
    assert [each for each in found if each[1] > 50] == []


def script_functions(text: str) -> Iterator[tuple[str, int]]:
    """The functions of a formatted script, and their lengths; without the factories, which are to
    these modules what a class is to Python: their parts are measured.
    """
    head = r"^( *)(?:export )?(?:async )?(?:(?:function )?\*? ?(\w+)\(.*\)|const (\w+) = .*=>) \{$"
    for found in re.finditer(head, text, re.MULTILINE):
        name = found[2] or found[3]
        if name.startswith("create") or name in ("if", "for", "while", "switch", "catch"):
            continue
        end = re.compile(rf"^{found[1]}\}}", re.MULTILINE).search(text, found.end())
        assert end, f"{name} has no end"
        yield name, text.count("\n", found.start(), end.start()) + 1


def test_functions_of_scripts_are_measured() -> None:
    script = """
export function createIt() {
  const one = async (a) => {
    work();
  };
  return {
    *two() {
      if (a) {
      }
    },
  };
}
"""
    assert list(script_functions(script)) == [("one", 3), ("two", 4)]
