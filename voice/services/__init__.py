"""What can be done about agents and conversations."""

from voice.services.agents import change_agent, clone_agent, create_agent, delete_agent
from voice.services.answers import Answer, answer_once
from voice.services.conversations import ask, repeated, start_conversation
from voice.services.providers import (
    change_provider,
    create_provider,
    delete_provider,
    try_provider,
)
from voice.services.publishing import (
    archive_agent,
    publish_agent,
    roll_back_agent,
    unarchive_agent,
)
from voice.services.replies import generate_reply, interrupt_reply
from voice.services.starting import make_answers, start_generating
from voice.services.testing import (
    change_test,
    create_test,
    delete_test,
    make_test_of_conversation,
)
from voice.services.testing_gate import publish_tested
from voice.services.testing_runs import break_run, finish_run, run_tests, start_run

__all__ = [
    "Answer",
    "answer_once",
    "archive_agent",
    "ask",
    "break_run",
    "change_agent",
    "change_provider",
    "change_test",
    "clone_agent",
    "create_agent",
    "create_provider",
    "create_test",
    "delete_agent",
    "delete_provider",
    "delete_test",
    "finish_run",
    "generate_reply",
    "interrupt_reply",
    "make_answers",
    "make_test_of_conversation",
    "publish_agent",
    "publish_tested",
    "repeated",
    "roll_back_agent",
    "run_tests",
    "start_conversation",
    "start_generating",
    "start_run",
    "try_provider",
    "unarchive_agent",
]
