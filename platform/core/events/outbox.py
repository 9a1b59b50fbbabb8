"""The transactional outbox and its relay."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import scope
from core.db.locks import lock_rows
from core.events.catalog import Event
from core.events.subscriptions import subscribers
from core.jobs.queue import enqueue
from core.models import OutboxEvent

RELAY_BATCH = 200  # rows per transaction: some 100 kB, a few milliseconds


def publish_event(event: Event) -> OutboxEvent:
    """Record an event of the workspace in scope; it exists if and only if the transaction commits.

    Events of one aggregate are relayed in order.
    """
    row = OutboxEvent.objects.create(
        workspace_id=scope.current_workspace_id(),
        type=event.type,
        version=event.version,
        aggregate=event.aggregate,
        payload=event.as_json(),
        created_at=timezone.now(),
    )
    if subscribers(event.type):
        transaction.on_commit(_wake_relay)
    return row


def relay() -> int:
    """Turn waiting events into one job per subscriber; returns how many events were relayed.

    The job rows and the mark on the event are one transaction, so each subscriber's job exists
    exactly once however often this runs. One relay works at a time, which keeps the order.
    """
    relayed = 0
    while batch := _relay_batch():
        relayed += batch
    return relayed


@transaction.atomic
def _relay_batch() -> int:
    events = list(lock_rows(OutboxEvent.objects.filter(relayed_at=None))[:RELAY_BATCH])
    for event in events:
        for job in subscribers(event.type):
            enqueue(
                job,
                event_id=str(event.event_id),
                workspace_id=event.workspace_id,
                type=event.type,
                version=event.version,
                payload=event.payload,
            )
    OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(
        relayed_at=timezone.now()
    )
    return len(events)


def _wake_relay() -> None:
    from core.events.tasks import wake_relay

    wake_relay()
