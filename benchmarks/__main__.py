"""Measure the platform and write down what came out.

python -m benchmarks                     # everything; writes results.json and RESULTS.md
python -m benchmarks --only widget,list  # only these parts; writes nothing
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import httpx2
from django.db import DatabaseError

from benchmarks import start
from benchmarks.machine import machine
from benchmarks.platform_under_test import (
    PROJECT,
    BenchmarkFailed,
    PlatformUnderTest,
    progress,
    temporary,
)
from benchmarks.report import Figure, as_json, as_table

FOLDER = Path(__file__).parent
START = "start"

# In this order: parts that need an idle machine come before those that load it.
MODULES = {
    "list": "benchmarks.lists",
    "login": "benchmarks.sign_in",
    "workspaces": "benchmarks.workspace_lists",
    "widget": "benchmarks.widget",
    "streams": "benchmarks.streams",
    "search": "benchmarks.search",
    "availability": "benchmarks.availability",
    "bookings": "benchmarks.bookings",
    "ingestion": "benchmarks.ingestion",
    "flow": "benchmarks.flow",
    "stalls": "benchmarks.stalls",
}
PARTS = (START, *MODULES)


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m benchmarks", description=f"Measure the platform: {', '.join(PARTS)}."
    )
    options.add_argument("--only", type=_parts, default=PARTS, metavar="PART,…")
    parts = options.parse_args().only
    facts = machine(PROJECT)
    try:
        with temporary() as platform:
            figures = _measure(platform, parts)
    except BenchmarkFailed as failure:
        sys.exit(str(failure))
    except (httpx2.HTTPError, DatabaseError) as error:
        sys.exit(f"The platform does not answer: {type(error).__name__} {error}".strip())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    if parts == PARTS:
        (FOLDER / "results.json").write_text(as_json(figures, facts))
        (FOLDER / "RESULTS.md").write_text(as_table(figures, facts))
    print(as_table(figures, facts), end="")


def _measure(platform: PlatformUnderTest, parts: tuple[str, ...]) -> list[Figure]:
    figures = []
    if START in parts:
        progress("start: cold, then warm")
        figures += start.measure(platform)
    else:
        progress("starting the platform")
        platform.start()
        platform.await_site()
    platform.join()
    for name, module in MODULES.items():
        if name in parts:
            # Imported here: models need the Django that has just been set up.
            figures += importlib.import_module(module).measure(platform)
    return figures


def _parts(text: str) -> tuple[str, ...]:
    wanted = text.split(",")
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"there is no {', '.join(unknown)}; parts are {', '.join(PARTS)}"
        )
    return tuple(name for name in PARTS if name in wanted)


if __name__ == "__main__":
    main()
