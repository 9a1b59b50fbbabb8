"""An agent answers from all collections or from the selected ones, and never from more."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from core.scope import as_table_owner, workspace_scope
from core.testing import assert_queries, nothing_changes, run_jobs, shared
from knowledge.models import Collection
from knowledge.tests.factories import make_collection, make_document
from voice.agents.models import Agent, AgentVersion
from voice.agents.queries import dependents_on, draft_behavior
from voice.agents.tests.factories import make_agent
from voice.answers.models import Behavior
from voice.evaluations.models import EvaluationRun
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

PUBLIC = "# Courses\n\nA pottery course takes six evenings.\n"
INTERNAL = "# Pay\n\nThe head potter earns 4100 EUR per month.\n"
ASKED = "How much does the head potter earn?"
ABOUT_COURSES = "How many evenings does a pottery course take?"
SCOPES = import_module("voice.agents.migrations.0003_scope_of_existing_agents")
RUN_SCOPES = import_module("voice.evaluations.migrations.0002_scope_of_existing_runs")


@dataclass(frozen=True)
class Studio:
    """A pottery whose agent was published with the public collection only."""

    public: Collection
    internal: Collection
    agent: Agent
    path: str
    base: str

    def of(self, collection: Collection) -> str:
        return f"{self.base}/collections/{collection.public_id}"


@shared
def studio(alice: Person, base: str, acme: Workspace) -> Studio:
    public, internal = make_collection(acme, "Public"), make_collection(acme, "Internal")
    make_document(public, PUBLIC, "courses.md")
    make_document(internal, INTERNAL, "pay.md")
    agent = make_agent(acme, "Potter")
    studio = Studio(public, internal, agent, f"{base}/agents/{agent.public_id}", base)
    alice.api.patch(studio.path, {"knowledge_collection_ids": [public.public_id]})
    alice.api.post(f"{studio.path}/publish")
    return studio


def known(alice: Person, studio: Studio) -> tuple[str, list[str]]:
    shown = alice.api.get(studio.path).json()
    return shown["knowledge_scope"], [each["name"] for each in shown["knowledge_collections"]]


def says(alice: Person, studio: Studio, question: str = ASKED) -> str:
    answer = alice.api.post(f"{studio.path}/test", {"message": question}).json()
    return "fallback" if answer["answered"] is False else answer["response"]


def test_a_selection_answers_from_nothing_else(alice: Person, studio: Studio) -> None:
    assert known(alice, studio) == ("SELECTED", ["Public"])
    assert says(alice, studio) == "fallback"
    assert says(alice, studio, ABOUT_COURSES) == "A pottery course takes six evenings."


def test_a_selection_whose_collections_are_deleted_answers_nothing(
    alice: Person, studio: Studio
) -> None:
    alice.api.delete(studio.of(studio.public))

    assert known(alice, studio) == ("SELECTED", [])
    assert says(alice, studio) == says(alice, studio, ABOUT_COURSES) == "fallback"
    assert alice.api.get(studio.path).json()["warnings"] == [
        "The draft has no collections to answer from: it gives the fallback message and cannot be "
        "published. Select collections, or all of the workspace's.",
        "The collections of the published version 1.1 have been deleted: visitors get the fallback "
        "message. Publish the agent with other collections.",
    ]


@pytest.mark.parametrize("gate", ["OFF", "WARN", "BLOCK"])
def test_an_emptied_selection_cannot_be_published(alice: Person, studio: Studio, gate: str) -> None:
    alice.api.post(f"{studio.path}/tests", {"question": ASKED, "expects_answer": False})
    alice.api.patch(studio.path, {"publish_gate": gate})
    alice.api.delete(studio.of(studio.public))
    alice.api.patch(studio.path, {"greeting_message": "Hello there!"})

    with nothing_changes():
        answer = alice.api.post(f"{studio.path}/publish")

    assert (answer.status_code, answer.json()["code"]) == (409, "KNOWLEDGE_MISSING")


@pytest.mark.parametrize(
    ("change", "scope", "names"),
    [
        ({"knowledge_collection_ids": []}, "ALL", []),
        ({"knowledge_scope": "ALL"}, "ALL", []),
        ({"knowledge_scope": "ALL", "knowledge_collection_ids": []}, "ALL", []),
        ({"knowledge_scope": "SELECTED"}, "SELECTED", ["Public"]),
        ({"knowledge_scope": "SELECTED", "knowledge_collection_ids": []}, "SELECTED", []),
        ({"greeting_message": "Hello there!"}, "SELECTED", ["Public"]),
    ],
)
def test_the_scope_is_chosen_explicitly_or_by_the_collections(
    alice: Person, studio: Studio, change: dict[str, Any], scope: str, names: list[str]
) -> None:
    assert alice.api.patch(studio.path, change).json()["knowledge_scope"] == scope

    assert known(alice, studio) == (scope, names)
    earns = "The head potter earns 4100 EUR per month."
    assert says(alice, studio) == (earns if scope == "ALL" else "fallback")


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        ({}, "ALL"),
        ({"knowledge_collection_ids": []}, "ALL"),
        ({"knowledge_scope": "SELECTED"}, "SELECTED"),
    ],
)
def test_a_new_agent_without_collections_answers_from_all_unless_told_otherwise(
    alice: Person, base: str, given: dict[str, Any], scope: str
) -> None:
    made = alice.api.post(f"{base}/agents", {"name": "New", **given}).json()

    assert (made["knowledge_scope"], made["knowledge_collections"]) == (scope, [])


def test_collections_contradict_the_scope_all(alice: Person, studio: Studio) -> None:
    body = {"knowledge_scope": "ALL", "knowledge_collection_ids": [studio.public.public_id]}

    with nothing_changes():
        changed = alice.api.patch(studio.path, body)
        created = alice.api.post(f"{studio.base}/agents", {"name": "New", **body})

    for answer in (changed, created):
        assert (answer.status_code, answer.json()["field"]) == (400, "knowledge_scope")


def test_deleting_a_collection_names_the_agents_that_lose_their_knowledge(
    alice: Person, acme: Workspace, studio: Studio
) -> None:
    both = make_agent(acme, "Both")
    either = [studio.public.public_id, studio.internal.public_id]
    alice.api.patch(f"{studio.base}/agents/{both.public_id}", {"knowledge_collection_ids": either})
    alice.api.post(f"{studio.base}/agents/{both.public_id}/publish")

    first = alice.api.delete(studio.of(studio.public))
    second = alice.api.delete(studio.of(studio.internal))

    assert first.json() == {
        "message": "Collection deleted",
        "warnings": [
            "The draft of the agent “Potter” has no other collection: it gives the fallback "
            "message and cannot be published until it gets one.",
            "Visitors of the agent “Potter” get the fallback message: the published version has "
            "no other collection.",
        ],
    }
    assert [each.split("“")[1][:4] for each in second.json()["warnings"]] == ["Both", "Both"]
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.filter(action="COLLECTION_DELETED").earliest("number")
    assert entry.before["dependents"] == [studio.agent.public_id]


def test_deleting_a_collection_warns_of_nothing_if_no_agent_needs_it(
    alice: Person, acme: Workspace, studio: Studio
) -> None:
    alice.api.post(f"{studio.path}/archive")
    make_agent(acme, "All")

    assert alice.api.delete(studio.of(studio.public)).json()["warnings"] == []
    assert alice.api.delete(studio.of(studio.internal)).json()["warnings"] == []


def test_a_moved_document_leaves_the_agents_knowledge(alice: Person, studio: Studio) -> None:
    (document,) = alice.api.get(f"{studio.base}/documents", {"search": "courses"}).json()[
        "documents"
    ]
    to = {"collection_id": studio.internal.public_id}
    alice.api.patch(f"{studio.base}/documents/{document['id']}", to)

    assert known(alice, studio) == ("SELECTED", ["Public"])
    assert says(alice, studio, ABOUT_COURSES) == "fallback"


def test_a_clone_of_an_emptied_selection_is_one_too(alice: Person, studio: Studio) -> None:
    alice.api.delete(studio.of(studio.public))

    clone = alice.api.post(f"{studio.path}/clone").json()

    assert (clone["knowledge_scope"], clone["knowledge_collections"]) == ("SELECTED", [])
    answer = alice.api.post(f"{studio.base}/agents/{clone['id']}/publish")
    assert answer.json()["code"] == "KNOWLEDGE_MISSING"


@pytest.mark.parametrize("restore", [False, True])
def test_a_version_whose_collections_are_gone_is_not_served_again(
    alice: Person, studio: Studio, restore: bool
) -> None:
    alice.api.patch(studio.path, {"knowledge_collection_ids": [studio.internal.public_id]})
    alice.api.post(f"{studio.path}/publish")
    alice.api.delete(studio.of(studio.public))

    with nothing_changes():
        answer = alice.api.post(
            f"{studio.path}/rollback", {"version": "1.1", "restore_draft": restore}
        )

    assert (answer.status_code, answer.json()["code"]) == (409, "VERSION_NOT_RESTORABLE")


def test_a_restored_draft_gets_its_scope_back(alice: Person, studio: Studio) -> None:
    alice.api.post(f"{studio.path}/rollback", {"version": "1.0", "restore_draft": True})
    assert known(alice, studio) == ("ALL", [])

    alice.api.post(f"{studio.path}/rollback", {"version": "1.1", "restore_draft": True})
    assert known(alice, studio) == ("SELECTED", ["Public"])


def test_a_run_of_an_emptied_selection_finds_nothing(alice: Person, studio: Studio) -> None:
    alice.api.post(f"{studio.path}/tests", {"question": ASKED, "expects_answer": False})
    alice.api.post(f"{studio.path}/tests/run")
    alice.api.delete(studio.of(studio.public))

    run_jobs("default")

    (run,) = alice.api.get(f"{studio.path}/test-runs").json()["runs"]
    assert (run["state"], run["passed"]) == ("PASSED", 1)


def test_the_agents_that_depend_on_a_collection_take_three_queries(studio: Studio) -> None:
    with workspace_scope(studio.agent.workspace_id), assert_queries(3):
        assert len(dependents_on(studio.public)) == 2


def test_a_behavior_without_a_scope_knows_nothing() -> None:
    frozen = {"name": "Ada", "greeting_message": "Hi", "fallback_message": "No"}

    assert Behavior.from_json(frozen).searched_collections == []


def test_rows_of_an_earlier_release_get_the_scope_that_they_had(
    alice: Person, acme: Workspace, studio: Studio
) -> None:
    everything = make_agent(acme, "All")
    alice.api.post(f"{studio.path}/tests", {"question": ASKED, "expects_answer": False})
    alice.api.post(f"{studio.path}/tests/run")
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE agents_agent SET knowledge_scope = 'SELECTED'")
        for table in ("agents_agentversion", "evaluations_evaluationrun"):
            cursor.execute(
                f"UPDATE {table} SET frozen_behavior = frozen_behavior - 'knowledge_scope'"
            )
        for statement in (SCOPES._AGENTS, SCOPES._VERSIONS, RUN_SCOPES._RUNS):
            cursor.execute(statement)

    with workspace_scope(acme.pk):
        scopes = {each.name: draft_behavior(each).knowledge_scope for each in Agent.objects.all()}
        served = [
            (each.agent_id, each.number, each.behavior.searched_collections)
            for each in AgentVersion.objects.order_by("pk")
        ]
        run = EvaluationRun.objects.get()
    assert scopes == {"Potter": "SELECTED", "All": "ALL"}
    assert served == [
        (studio.agent.pk, "1.0", None),
        (studio.agent.pk, "1.1", [studio.public.pk]),
        (everything.pk, "1.0", None),
    ]
    assert run.behavior.searched_collections == [studio.public.pk]
