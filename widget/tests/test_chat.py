"""A visitor asks; the answer streams from an uploaded document, or is the fallback."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import Job, OutboxEvent
from core.scope import workspace_scope
from core.testing import ApiClient
from knowledge.tests.factories import make_collection
from voice.agents.models import Agent
from voice.agents.tests.factories import make_agent
from voice.conversations.models import Conversation, Evidence, Message
from widget.tests.streams import answer_text, events
from workspaces.models import UsageCounter, Workspace
from workspaces.tests.factories import Person, make_key, make_person, make_workspace

CHAT = "/api/v1/widget/chat"
ANSWERABLE = "How many days do I have to return goods?"
UNANSWERABLE = "Do you sell dog food?"

pytestmark = pytest.mark.usefixtures("on_commit")


@pytest.fixture
def visitor(acme: Workspace) -> ApiClient:
    return ApiClient(**{"X-API-Key": make_key(acme)})


def ask(visitor: ApiClient, agent: Agent, message: str, **fields: Any) -> Any:
    return visitor.post(CHAT, {"agent_id": agent.public_id, "message": message, **fields})


def test_the_fact_is_streamed_with_its_source(visitor: ApiClient, helper: Agent) -> None:
    response = ask(visitor, helper, ANSWERABLE)
    stream = events(response)

    assert response.status_code == 200
    assert response.headers["X-Session-Id"] == stream[0]["session_id"]
    assert answer_text(stream) == "Goods can be returned within 45 days of delivery."
    assert [event["type"] for event in stream if event["type"] != "token"] == [
        "start",
        "sources",
        "done",
    ]
    (source,) = stream[-2]["sources"]
    assert source["title"] == "handbook.md"
    assert source["heading"] == "Returns"
    assert source["quote"] == "Goods can be returned within 45 days of delivery."
    assert 0.7 <= stream[-1]["confidence"] <= 1


def test_event_ids_are_offsets_into_the_text(visitor: ApiClient, helper: Agent) -> None:
    stream = events(ask(visitor, helper, ANSWERABLE))

    text = answer_text(stream)
    for event in stream:
        if event["type"] == "token":
            assert text[: event["id"]].endswith(event["content"])
    assert [stream[0]["id"], stream[-2]["id"], stream[-1]["id"]] == [
        0,
        len(text) + 1,
        len(text) + 2,
    ]


def test_an_unanswerable_question_streams_the_fallback_and_publishes_an_event(
    visitor: ApiClient, helper: Agent
) -> None:
    stream = events(ask(visitor, helper, UNANSWERABLE))

    assert answer_text(stream) == helper.fallback_message
    assert stream[-2]["sources"] == []
    assert stream[-1]["confidence"] < 0.7
    published = OutboxEvent.objects.get(type="QUESTION_UNANSWERED")
    assert published.payload["question"] == UNANSWERABLE


def test_a_greeting_is_answered_and_is_no_unanswered_question(
    visitor: ApiClient, helper: Agent
) -> None:
    stream = events(ask(visitor, helper, "Hello!"))

    assert answer_text(stream).startswith("Hello!")
    assert stream[-2]["sources"] == []
    assert not OutboxEvent.objects.filter(type="QUESTION_UNANSWERED").exists()


def test_question_answer_and_evidence_are_stored(
    visitor: ApiClient, helper: Agent, acme: Workspace
) -> None:
    stream = events(ask(visitor, helper, ANSWERABLE, metadata={"page_url": "https://a.example/x"}))

    with workspace_scope(acme.pk):
        question, answer = Message.objects.order_by("pk")
        evidence = Evidence.objects.select_related("chunk").get()
    assert (question.role, question.content) == ("USER", ANSWERABLE)
    assert (answer.role, answer.state, answer.is_answered) == ("ASSISTANT", "COMPLETED", True)
    assert answer.content == answer_text(stream)
    assert answer.public_id == stream[0]["message_id"]
    assert evidence.chunk.text[evidence.start : evidence.end] == evidence.quote
    assert Job.objects.get(name="conversations.generate_reply").state == Job.State.SUCCEEDED


def test_a_session_continues(visitor: ApiClient, helper: Agent, acme: Workspace) -> None:
    first = ask(visitor, helper, ANSWERABLE)
    events(first)

    second = ask(visitor, helper, "Are you open on Saturday?", session_id=first["X-Session-Id"])
    events(second)

    assert second["X-Session-Id"] == first["X-Session-Id"]
    with workspace_scope(acme.pk):
        assert Conversation.objects.count() == 1
        assert Message.objects.count() == 4


def test_a_session_id_chosen_by_the_client_is_accepted(
    visitor: ApiClient, helper: Agent, acme: Workspace
) -> None:
    for _ in range(2):
        response = ask(visitor, helper, "Hello!", session_id="sess_xyz")
        events(response)
        assert response["X-Session-Id"] == "sess_xyz"

    with workspace_scope(acme.pk):
        assert Conversation.objects.count() == 1


def test_the_same_session_id_at_another_tenant_is_another_session(
    visitor: ApiClient, helper: Agent, acme: Workspace
) -> None:
    other = make_workspace(make_person("erin"), name="Other")
    theirs = make_agent(other)
    events(ask(visitor, helper, "Hello!", session_id="sess_xyz"))

    events(ask(ApiClient(**{"X-API-Key": make_key(other)}), theirs, "Hi", session_id="sess_xyz"))

    for workspace in (acme, other):
        with workspace_scope(workspace.pk):
            assert Message.objects.count() == 2


@pytest.mark.parametrize("seen", [0, 10, 30, 48, 49, 50, 51])
def test_a_finished_stream_resumes_from_any_event(
    visitor: ApiClient, helper: Agent, seen: int
) -> None:
    whole = events(ask(visitor, helper, ANSWERABLE))
    path = f"{CHAT}/{whole[0]['message_id']}/stream"

    rest = events(visitor.get(path, **{"Last-Event-ID": str(seen)}))

    assert answer_text(rest) == answer_text(whole)[seen:]
    assert [event for event in rest if event["type"] != "token"] == [
        event for event in whole if event["type"] != "token" and event["id"] > seen
    ]


def test_without_an_event_id_the_stream_starts_over(visitor: ApiClient, helper: Agent) -> None:
    whole = events(ask(visitor, helper, ANSWERABLE))

    path, session = f"{CHAT}/{whole[0]['message_id']}/stream", whole[0]["session_id"]
    again = events(visitor.get(path, {"session_id": session}))

    assert again[0] == whole[0]
    assert answer_text(again) == answer_text(whole)
    assert again[-2:] == whole[-2:]


def test_a_repeated_request_gets_the_first_answer_and_is_counted_once(
    visitor: ApiClient, helper: Agent, acme: Workspace
) -> None:
    answers = [
        events(
            visitor.post(
                CHAT,
                {"agent_id": helper.public_id, "message": ANSWERABLE},
                **{"Idempotency-Key": "one"},
            )
        )
        for _ in range(2)
    ]

    assert answers[0][0]["message_id"] == answers[1][0]["message_id"]
    assert answer_text(answers[0]) == answer_text(answers[1])
    with workspace_scope(acme.pk):
        assert Message.objects.count() == 2
        assert UsageCounter.objects.get().used == 1


def test_visitors_are_served_the_published_version_not_the_draft(
    alice: Person, base: str, visitor: ApiClient, helper: Agent
) -> None:
    path = f"{base}/agents/{helper.public_id}"
    alice.api.patch(path, {"fallback_message": "Ask my colleague."})
    before = answer_text(events(ask(visitor, helper, UNANSWERABLE)))

    alice.api.post(f"{path}/publish")
    after = answer_text(events(ask(visitor, helper, UNANSWERABLE)))

    assert before == helper.fallback_message
    assert after == "Ask my colleague."


def test_an_agent_answers_only_from_its_collections(
    alice: Person, base: str, acme: Workspace, visitor: ApiClient, helper: Agent
) -> None:
    empty = make_collection(acme, "Empty")
    path = f"{base}/agents/{helper.public_id}"
    alice.api.patch(path, {"knowledge_collection_ids": [empty.public_id]})
    alice.api.post(f"{path}/publish")

    assert answer_text(events(ask(visitor, helper, ANSWERABLE))) == helper.fallback_message


def test_an_agent_whose_collections_are_deleted_answers_from_no_other(
    alice: Person, base: str, acme: Workspace, visitor: ApiClient, helper: Agent
) -> None:
    public = make_collection(acme, "Public")
    path = f"{base}/agents/{helper.public_id}"
    alice.api.patch(path, {"knowledge_collection_ids": [public.public_id]})
    alice.api.post(f"{path}/publish")
    alice.api.delete(f"{base}/collections/{public.public_id}")
    alice.api.patch(path, {"greeting_message": "Hello there!"})

    refused = alice.api.post(f"{path}/publish")

    assert refused.json()["code"] == "KNOWLEDGE_MISSING"
    assert answer_text(events(ask(visitor, helper, ANSWERABLE))) == helper.fallback_message


def test_a_publish_applies_to_open_chats(
    alice: Person, base: str, visitor: ApiClient, helper: Agent
) -> None:
    session = ask(visitor, helper, "Hello!", session_id="sess_open")
    events(session)
    path = f"{base}/agents/{helper.public_id}"
    alice.api.patch(path, {"fallback_message": "Ask my colleague."})
    alice.api.post(f"{path}/publish")

    later = answer_text(events(ask(visitor, helper, UNANSWERABLE, session_id="sess_open")))

    assert later == "Ask my colleague."


@pytest.mark.parametrize("seen", [None, 0, 40])
def test_a_failed_answer_ends_its_stream_with_an_error(
    visitor: ApiClient, helper: Agent, acme: Workspace, seen: int | None
) -> None:
    whole = events(ask(visitor, helper, ANSWERABLE))
    with workspace_scope(acme.pk):
        Message.objects.filter(role="ASSISTANT").update(
            state="FAILED", content="", error_code="ANSWER_INTERRUPTED"
        )
    headers = {} if seen is None else {"Last-Event-ID": str(seen)}

    rest = events(visitor.get(f"{CHAT}/{whole[0]['message_id']}/stream", **headers))

    assert rest[-1]["type"] == "error"
    assert rest[-1]["code"] == "ANSWER_INTERRUPTED"


def test_a_repeat_without_a_session_starts_no_second_session(
    visitor: ApiClient, helper: Agent, acme: Workspace
) -> None:
    for _ in range(2):
        body = {"agent_id": helper.public_id, "message": "Hello!"}
        events(visitor.post(CHAT, body, **{"Idempotency-Key": "lost"}))

    with workspace_scope(acme.pk):
        assert Conversation.objects.count() == 1
