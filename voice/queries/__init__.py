"""Reads about agents, conversations and tests. All need a scope."""

from voice.queries.agents import (
    agent_figures,
    agents,
    behaviour_of,
    collections_of,
    fallbacks_of,
    providers_of,
    published_behaviour,
    rate_agents_with,
    settings_of,
    version_of,
    versions_of,
    warnings_of,
)
from voice.queries.conversations import history_before
from voice.queries.tests import answer_to_test, results_of, runs_of, tests_of, tests_waiting

__all__ = [
    "agent_figures",
    "agents",
    "answer_to_test",
    "behaviour_of",
    "collections_of",
    "fallbacks_of",
    "history_before",
    "providers_of",
    "published_behaviour",
    "rate_agents_with",
    "results_of",
    "runs_of",
    "settings_of",
    "tests_of",
    "tests_waiting",
    "version_of",
    "versions_of",
    "warnings_of",
]
