"""The figures of the set, per part and format, and whether they reach their targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from benchmarks.documents.measuring import Measured
from benchmarks.documents.reading import measure_all
from benchmarks.documents.truth import FORMATS, PARTS, samples

# Of each part and format.
MIN_RECALL = 0.97
MIN_PRECISION = 0.95
MAX_KEPT_ON_PAGES = 0.25


def report(*, mistakes: bool) -> list[str]:
    """Print the figures; return those that miss their target.

    mistakes: print what was missed and what should not have come out, of the dev part only: nobody
        tunes to the held-out part.
    """
    measured = measure_all(samples())
    failures: list[str] = []
    for part in PARTS:
        own = [each for each in measured if each.sample.part == part]
        print(f"\n## Documents, {part} part: {len(own)} files\n")
        print("| format | files | recall | precision | unwanted kept |\n|---|---|---|---|---|")
        for format in FORMATS:
            if of_format := [each for each in own if each.sample.format == format]:
                failures += _report_format(f"{part} {format}", of_format)
    if mistakes:
        for each in measured:
            if each.sample.part == "dev":
                _list_mistakes(each)
    return failures


def _report_format(name: str, measured: Sequence[Measured]) -> list[str]:
    recall = fmean(each.recall for each in measured)
    precision = fmean(each.precision for each in measured)
    unwanted = sum(len(each.sample.unwanted) for each in measured)
    kept = sum(len(each.kept) for each in measured)
    share = kept / unwanted if unwanted else 0.0
    print(
        f"| {name.split()[1]} | {len(measured)} | {recall:.3f} | {precision:.3f} "
        f"| {kept} of {unwanted} ({share:.0%}) |"
    )
    bounds: list[tuple[str, float, float, Callable[[float, float], bool]]] = [
        ("recall", recall, MIN_RECALL, float.__lt__),
        ("precision", precision, MIN_PRECISION, float.__lt__),
    ]
    if name.endswith(" pages"):
        bounds.append(("unwanted kept", share, MAX_KEPT_ON_PAGES, float.__gt__))
    return [
        f"{name}: {figure} {value:.3f}, target {bound}"
        for figure, value, bound, is_beyond in bounds
        if is_beyond(value, bound)
    ]


def _list_mistakes(measured: Measured) -> None:
    for kind, texts in (
        ("MISSED", [segment.text for segment in measured.missed]),
        ("KEPT", [segment.text for segment in measured.kept]),
        ("FOREIGN", measured.foreign),
    ):
        for text in texts:
            print(f"{kind} [{measured.sample.format}/{measured.sample.path.name}] {text}")
