"""Dialogues led by a scripted model, in both wire formats, through the vendors' libraries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from voice.providers.tests.llm_server import Server, scripted_server
from voice.providers.tests.tool_server import WIRES
from voice.tools.tests.model_talk import model_scripts, run_model_script

__all__ = ["scripted_server"]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("script", model_scripts(), ids=lambda script: script["name"])
def test_script_ends_with_its_appointment(
    script: Mapping[str, Any], wire: str, server: Server
) -> None:
    assert run_model_script(script, wire, server) == []
