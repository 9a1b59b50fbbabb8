"""The commands in the documentation, run as written against an installation."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from operations.tests.running import Installation
from widget.tests.streams import answer_text, parse

PROJECT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.processes


def run_commands(page: str, installation: Installation) -> str:
    """The output of a page's blocks of commands, which go on from each other."""
    blocks = re.findall(r"```bash\n(.*?)```", (PROJECT / page).read_text(), re.DOTALL)
    ran = subprocess.run(
        ["bash", "-eu", "-c", "\n".join(blocks)],
        cwd=PROJECT,
        env={
            **os.environ,
            "PORT": str(installation.port),
            "VAR_DIR": str(installation.var_dir),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_first_answered_question(installation: Installation) -> None:
    printed = run_commands("README.md", installation)

    answered, refused = printed.split("id: 0\n")[1:]
    stream = parse(("id: 0\n" + answered).encode())
    assert answer_text(stream) == "A full service takes three working days and costs 129 euros."
    source = stream[-2]["sources"][0]
    assert (source["title"], source["page"]) == ("workshop-guide.pdf", 1)
    fallback = parse(("id: 0\n" + refused).encode())
    assert answer_text(fallback).startswith("I don't have information on that.")
    assert fallback[-2]["sources"] == []


def test_the_walk_through_morpheus(installation: Installation) -> None:
    printed = run_commands("docs/doors.md", installation)

    _, _, last = printed.rpartition('{"success":true')
    team = json.loads('{"success":true' + last)["data"]["users"]
    assert [(each["email"], each["role"], each["status"]) for each in team] == [
        ("jane@example.com", "owner", "active"),
        ("bob@example.com", "member", "active"),
    ]


def test_the_first_appointment(installation: Installation) -> None:
    printed = run_commands("docs/appointments.md", installation)

    assert "Subject: Request declined: Sprechstunde" in printed
    streamed = re.findall(r'"type":"token","content":"(.*?)"', printed)
    assert "".join(streamed) == "How long should it be: 30 or 60 minutes?"
    assert "X-WR-CALNAME:Dr. Osei" in printed
    assert '"ok":false' in printed
    (event,) = json.loads(printed[printed.rindex('{"timeline"') :])["timeline"]
    assert (event["title"], event["status"]) == ("Sprechstunde", "CANCELLED")
