"""Outbox events: written with their cause, delivered to every subscriber exactly once."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction

from core.events import outbox, publish_event, subscribe, subscriptions
from core.jobs import worker
from core.models import Job, OutboxEvent
from core.scope import NoWorkspaceScope, workspace_scope
from core.testing import run_concurrently
from core.tests.conftest import MakeJob, announced
from core.tests.events import CallTested, Ignored

SUBSCRIBERS = ["tests.bill", "tests.mail"]


@pytest.fixture
def received(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What two subscribers of `CallTested` have received."""
    delivered: list[dict[str, Any]] = []
    monkeypatch.setattr(subscriptions, "_subscribers", defaultdict(list))
    for name in SUBSCRIBERS:
        make_job(lambda name=name, **arguments: delivered.append({"job": name, **arguments}), name)
        subscribe(CallTested, job=name)
        subscribe(CallTested, job=name)  # subscribed twice, delivered once
    return delivered


def publish(workspace_id: int, *numbers: int, aggregate: str = "call_1") -> list[OutboxEvent]:
    with workspace_scope(workspace_id):
        return [publish_event(CallTested(call_id=aggregate, number=number)) for number in numbers]


def test_an_event_exists_after_the_commit(
    transactional_db: None, received: list[Any], workspace_ids: tuple[int, int]
) -> None:
    with transaction.atomic():
        (event,) = publish(workspace_ids[0], 1)
        assert announced() == 0

    assert announced() == 1  # the relay was woken
    event.refresh_from_db()
    assert (event.workspace_id, event.type, event.version, event.aggregate) == (
        workspace_ids[0],
        "TESTED",
        2,
        "call_1",
    )
    assert (event.payload, event.relayed_at) == ({"call_id": "call_1", "number": 1}, None)


def test_a_rolled_back_event_does_not_exist(
    received: list[Any], workspace_ids: tuple[int, int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            publish(workspace_ids[0], 1)
            raise ZeroDivisionError

    assert OutboxEvent.objects.count() == 0
    assert outbox.relay() == 0
    assert (announced(), received) == (0, [])


def test_events_require_a_workspace(db: None) -> None:
    with pytest.raises(NoWorkspaceScope):
        publish_event(CallTested(call_id="call_1", number=1))


def test_each_subscriber_is_called_once_however_often_the_relay_runs(
    received: list[dict[str, Any]], workspace_ids: tuple[int, int]
) -> None:
    (event,) = publish(workspace_ids[0], 1)

    relayed = [outbox.relay() for _ in range(3)]
    for job in Job.objects.order_by("pk"):
        worker.run(job.pk)

    delivered = {
        "event_id": str(event.event_id),
        "workspace_id": workspace_ids[0],
        "type": "TESTED",
        "version": 2,
        "payload": {"call_id": "call_1", "number": 1},
    }
    assert relayed == [1, 0, 0]
    assert received == [{"job": name, **delivered} for name in SUBSCRIBERS]


def test_concurrent_relays_call_each_subscriber_once(
    transactional_db: None, received: list[Any], workspace_ids: tuple[int, int]
) -> None:
    publish(workspace_ids[0], *range(30))

    relayed = run_concurrently(4, lambda _: outbox.relay(), threads=4)

    asked = Job.objects.order_by("pk").values_list("name", "arguments__payload__number")
    assert sum(relayed) == 30
    assert list(asked) == [(name, number) for number in range(30) for name in SUBSCRIBERS]


def test_events_of_one_aggregate_are_relayed_in_order(
    received: list[Any], workspace_ids: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "RELAY_BATCH", 3)  # the order is kept across batches
    ours, theirs = workspace_ids
    for number in range(5):
        publish(ours, number, aggregate="call_1")
        publish(theirs, number + 100, aggregate="call_2")

    assert outbox.relay() == 10

    numbers = [
        job.arguments["payload"]["number"]
        for job in Job.objects.filter(name="tests.mail").order_by("pk")
    ]
    assert [each for each in numbers if each < 100] == [0, 1, 2, 3, 4]
    assert [each for each in numbers if each >= 100] == [100, 101, 102, 103, 104]


def test_an_event_without_subscribers_is_done(
    received: list[Any], workspace_ids: tuple[int, int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), workspace_scope(workspace_ids[0]):
        publish_event(Ignored(call_id="call_1"))

    assert announced() == 0  # the relay is not woken for it
    assert outbox.relay() == 1
    assert Job.objects.count() == 0
    assert not OutboxEvent.objects.filter(relayed_at=None).exists()


def test_a_failed_relay_has_delivered_nothing(
    received: list[Any], workspace_ids: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(workspace_ids[0], 1, 2)
    subscribe(CallTested, job="tests.misspelt")

    with pytest.raises(KeyError):
        outbox.relay()

    assert Job.objects.count() == 0
    assert OutboxEvent.objects.filter(relayed_at=None).count() == 2


def test_an_event_of_an_earlier_release_is_relayed_unchanged(
    received: list[dict[str, Any]], workspace_ids: tuple[int, int]
) -> None:
    dropped, earlier = publish(workspace_ids[0], 1, 2)
    rows = OutboxEvent.objects
    rows.filter(pk=dropped.pk).update(type="DROPPED", version=1)
    rows.filter(pk=earlier.pk).update(version=1, payload={"call": "call_1"})

    assert outbox.relay() == 2

    jobs = Job.objects.order_by("pk").values_list("arguments__version", "arguments__payload")
    assert list(jobs) == [(1, {"call": "call_1"})] * len(SUBSCRIBERS)
