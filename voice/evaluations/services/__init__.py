"""What an agent has to be able to answer: cases, their runs, and the gate before publishing."""

from voice.evaluations.services.cases import (
    change_test,
    create_test,
    delete_test,
    make_test_of_conversation,
)
from voice.evaluations.services.cloning import clone_agent
from voice.evaluations.services.gate import publish_tested
from voice.evaluations.services.runs import break_run, finish_run, run_tests, start_run

__all__ = [
    "break_run",
    "change_test",
    "clone_agent",
    "create_test",
    "delete_test",
    "finish_run",
    "make_test_of_conversation",
    "publish_tested",
    "run_tests",
    "start_run",
]
