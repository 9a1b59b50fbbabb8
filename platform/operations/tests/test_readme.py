"""The README's commands, run as they are written against a fresh installation."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from operations.tests.running import Installation
from widget.tests.streams import parse, said

PROJECT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.processes


def test_the_first_answered_question(fresh_installation: Installation) -> None:
    (commands,) = re.findall(r"```bash\n(.*?)```", (PROJECT / "README.md").read_text(), re.DOTALL)

    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=PROJECT,
        env={
            **os.environ,
            "PORT": str(fresh_installation.port),
            "VAR_DIR": str(fresh_installation.var_dir),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    answered, refused = ran.stdout.split("id: 0\n")[1:]
    stream = parse(("id: 0\n" + answered).encode())
    assert said(stream) == "A full service takes three working days and costs 129 euros."
    source = stream[-2]["sources"][0]
    assert (source["title"], source["page"]) == ("workshop-guide.pdf", 1)
    fallback = parse(("id: 0\n" + refused).encode())
    assert said(fallback).startswith("I don't have information on that.")
    assert fallback[-2]["sources"] == []
