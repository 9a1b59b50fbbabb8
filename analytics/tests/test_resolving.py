"""A question is resolved by writing its answer, and asked again until the agent has one."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from analytics import services
from analytics.errors import QuestionResolved
from analytics.models import UnansweredQuestion
from analytics.tests.factories import make_unanswered
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently, run_jobs, shared
from knowledge.models import Collection, Document, QaEntry
from knowledge.tests.factories import make_collection
from voice.agents.models import Agent
from voice.agents.services import change_agent, publish_agent
from workspaces.models import AuditEntry, Workspace
from workspaces.tests.factories import Person

QUESTION = "Do you support webhooks?"
OTHER_WORDS = "Is there support for webhooks?"
ANSWER = "Yes, webhooks are supported in every plan."


@shared
def handbook(acme: Workspace) -> Collection:
    return make_collection(acme)


@shared
def asked(agent: Agent) -> UnansweredQuestion:
    return make_unanswered(agent, QUESTION, OTHER_WORDS)


@pytest.fixture
def path(base: str, asked: UnansweredQuestion) -> str:
    return f"{base}/analytics/unanswered/{asked.public_id}"


def entry(acme: Workspace) -> QaEntry:
    with workspace_scope(acme.pk):
        return QaEntry.objects.select_related("document__collection").get()


def test_the_answer_becomes_an_entry_and_the_question_is_asked_again(
    alice: Person, acme: Workspace, handbook: Collection, path: str
) -> None:
    answer = alice.api.post(f"{path}/resolve", {"answer": ANSWER})

    assert answer.status_code == 200
    resolved = answer.json()
    assert (resolved["status"], resolved["reasked"]) == ("RESOLVED", None)
    written = entry(acme)
    assert (written.question, written.answer) == (QUESTION, ANSWER)
    assert (written.alternatives, written.written_by) == ([OTHER_WORDS], alice.user)
    assert written.document.collection == handbook
    assert resolved["entry_id"] == written.document.public_id

    ran = run_jobs()

    assert ran.count("analytics.reask_questions") == 1
    shown = alice.api.get(path).json()
    assert (shown["status"], shown["note"]) == ("RESOLVED", "")
    assert shown["reasked"]["answered"] is True
    assert ANSWER in shown["reasked"]["response"]
    assert 0.7 <= shown["reasked"]["confidence"] <= 1
    with workspace_scope(acme.pk):
        audited = AuditEntry.objects.get(action="QUESTION_RESOLVED")
    assert (audited.actor_email, audited.before, audited.after) == (
        "alice@example.com",
        {"status": "OPEN"},
        {"status": "RESOLVED"},
    )
    listed = alice.api.get(path.rpartition("/")[0]).json()
    assert listed["resolved_this_week"] == 1


def test_the_entry_can_have_another_wording(
    alice: Person, acme: Workspace, handbook: Collection, path: str
) -> None:
    more = make_collection(acme, "More")
    body = {"answer": ANSWER, "question": "Webhooks?", "collection_id": more.public_id}

    alice.api.post(f"{path}/resolve", body)

    written = entry(acme)
    assert (written.question, written.document.collection) == ("Webhooks?", more)


def test_a_collection_is_created_if_there_is_none(
    alice: Person, acme: Workspace, path: str
) -> None:
    alice.api.post(f"{path}/resolve", {"answer": ANSWER})

    assert entry(acme).document.collection.name == "Questions and answers"


def test_the_entry_goes_to_a_collection_of_the_agent(
    alice: Person, acme: Workspace, agent: Agent, handbook: Collection, path: str
) -> None:
    own = make_collection(acme, "Own")
    with workspace_scope(acme.pk):
        change_agent(agent=agent, collections=[own], now=timezone.now())
        publish_agent(agent=agent, now=timezone.now())

    with nothing_changes():
        refused = alice.api.post(
            f"{path}/resolve", {"answer": ANSWER, "collection_id": handbook.public_id}
        )
    alice.api.post(f"{path}/resolve", {"answer": ANSWER})

    assert (refused.status_code, refused.json()["field"]) == (409, "collection_id")
    assert entry(acme).document.collection == own


def test_an_entry_is_refused_if_the_agents_collections_are_gone(
    alice: Person, acme: Workspace, base: str, agent: Agent, handbook: Collection, path: str
) -> None:
    other = make_collection(acme, "Other")
    with workspace_scope(acme.pk):
        change_agent(agent=agent, collections=[other], now=timezone.now())
        publish_agent(agent=agent, now=timezone.now())
    alice.api.delete(f"{base}/collections/{other.public_id}")

    with nothing_changes():
        answers = [
            alice.api.post(f"{path}/resolve", {"answer": ANSWER, **more})
            for more in ({}, {"collection_id": handbook.public_id})
        ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (409, "COLLECTION_NOT_USED")
    ] * 2


def test_a_question_still_unanswered_is_reopened_with_the_reason(
    alice: Person, acme: Workspace, agent: Agent, handbook: Collection, path: str
) -> None:
    with workspace_scope(acme.pk):
        change_agent(agent=agent, response_config={"confidence_threshold": 1.0}, now=timezone.now())
        publish_agent(agent=agent, now=timezone.now())

    alice.api.post(f"{path}/resolve", {"answer": ANSWER})
    run_jobs()

    shown = alice.api.get(path).json()
    assert (shown["status"], shown["resolved_at"]) == ("OPEN", None)
    assert shown["note"] == "The agent still has no answer to it."
    assert shown["reasked"]["answered"] is False


def test_a_second_attempt_changes_the_first_entry(
    alice: Person, acme: Workspace, handbook: Collection, path: str
) -> None:
    alice.api.post(f"{path}/resolve", {"answer": "Maybe."})
    run_jobs()
    alice.api.post(f"{path}/reopen")

    alice.api.post(f"{path}/resolve", {"answer": ANSWER})
    run_jobs()

    assert entry(acme).answer == ANSWER
    shown = alice.api.get(path).json()
    assert shown["status"] == "RESOLVED"
    assert ANSWER in shown["reasked"]["response"]


def test_an_unchanged_answer_is_tried_again(alice: Person, handbook: Collection, path: str) -> None:
    alice.api.post(f"{path}/resolve", {"answer": ANSWER})
    run_jobs()
    alice.api.post(f"{path}/reopen")

    again = alice.api.post(f"{path}/resolve", {"answer": ANSWER}).json()
    run_jobs()

    assert again["reasked"] is None
    assert alice.api.get(path).json()["reasked"]["answered"] is True


def test_a_failed_entry_leaves_the_question_open(
    alice: Person, acme: Workspace, handbook: Collection, path: str
) -> None:
    alice.api.post(f"{path}/resolve", {"answer": ANSWER})
    document = entry(acme).document
    with as_table_owner():
        Document.everywhere.filter(pk=document.pk).update(status="FAILED", error="Out of space.")

    services.reask_questions(
        workspace_id=acme.pk, document_id=document.public_id, now=timezone.now()
    )

    shown = alice.api.get(path).json()
    assert shown["status"] == "OPEN"
    assert shown["note"] == "The entry could not be taken in: Out of space."


def test_a_question_is_asked_again_once_after_its_entry_is_ingested(
    alice: Person, acme: Workspace, handbook: Collection, path: str
) -> None:
    alice.api.post(f"{path}/resolve", {"answer": ANSWER})
    again = {
        "workspace_id": acme.pk,
        "document_id": entry(acme).document.public_id,
        "now": timezone.now(),
    }

    with nothing_changes():
        services.reask_questions(**again)
    run_jobs()
    with nothing_changes():
        services.reask_questions(**again)
        services.reask_questions(**{**again, "document_id": "doc_unknown"})


def test_a_resolved_question_unanswered_again_is_reopened(
    alice: Person, agent: Agent, handbook: Collection, path: str
) -> None:
    alice.api.post(f"{path}/resolve", {"answer": ANSWER})
    run_jobs()

    make_unanswered(agent, QUESTION)

    shown = alice.api.get(path).json()
    assert (shown["status"], shown["resolved_at"], shown["occurrences"]) == ("OPEN", None, 3)


@pytest.mark.parametrize("body", [{}, {"answer": " "}, {"answer": "x" * 4_001}])
def test_an_invalid_answer_is_refused(alice: Person, path: str, body: dict[str, Any]) -> None:
    with nothing_changes():
        answer = alice.api.post(f"{path}/resolve", body)

    assert (answer.status_code, answer.json()["field"]) == (400, "answer")


@pytest.mark.django_db(transaction=True)
def test_concurrent_resolves_write_one_entry(
    alice: Person, acme: Workspace, handbook: Collection, asked: UnansweredQuestion
) -> None:
    def resolve(number: int) -> bool:
        try:
            with workspace_scope(acme.pk):
                services.resolve_question(
                    question=asked, answer=f"Answer {number}.", by=alice.user, now=timezone.now()
                )
        except QuestionResolved:
            return False
        return True

    assert run_concurrently(8, resolve).count(True) == 1
    with as_table_owner():
        assert QaEntry.everywhere.count() == 1
