"""Evaluations: cases, their runs, and the gate before publishing."""

from voice.evaluations.services.cases import (
    change_case,
    create_case,
    create_case_from_conversation,
    delete_case,
)
from voice.evaluations.services.cloning import clone_agent
from voice.evaluations.services.gate import publish_through_gate
from voice.evaluations.services.runs import abort_run, finish_run, run_cases, start_run

__all__ = [
    "abort_run",
    "change_case",
    "clone_agent",
    "create_case",
    "delete_case",
    "finish_run",
    "create_case_from_conversation",
    "publish_through_gate",
    "run_cases",
    "start_run",
]
