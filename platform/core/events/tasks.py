"""The outbox's Celery tasks."""

from __future__ import annotations

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.events import outbox

log = structlog.get_logger(__name__)


@shared_task(name="core.relay_events", expires=30)
def relay_events(**_later: object) -> None:
    """Relay waiting events; also runs on a beat, for events whose wake-up was lost."""
    outbox.relay()


def wake_relay() -> None:
    """Wake the relay; if the broker is unreachable, the beat runs it later."""
    try:
        relay_events.apply_async(queue="default", retry=False, ignore_result=True)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("relay_not_woken", error=str(error))
