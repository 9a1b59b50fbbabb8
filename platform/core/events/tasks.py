"""The outbox's Celery tasks."""

from __future__ import annotations

import structlog
from celery import shared_task

from core.events import outbox
from core.jobs.messages import NOT_SENT, send

log = structlog.get_logger(__name__)


@shared_task(name="core.relay_events", expires=30)
def relay_events(**_later: object) -> None:
    """Relay waiting events; also runs on a beat, for events whose wake-up was lost."""
    outbox.relay()


def wake_relay() -> None:
    """Wake the relay; if the broker is unreachable, the beat runs it later."""
    try:
        send(relay_events, {}, queue="default")
    except NOT_SENT as error:
        log.warning("relay_not_woken", error=str(error))
