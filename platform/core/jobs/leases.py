"""Renews leases of running jobs, in one thread per process."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from core.jobs.registry import JobDefinition
from core.models import Job

_BEATS_PER_LEASE = 3


@dataclass(frozen=True, slots=True)
class _HeldLease:
    """A lease of `seconds`, renewed until `until` on the monotonic clock."""

    job_id: int
    seconds: int
    until: float


class LeaseRenewer:
    """Renews the leases it holds.

    Its thread starts with the first lease and ends after the last.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: dict[uuid.UUID, _HeldLease] = {}
        self._is_running = False

    @contextmanager
    def renewing(self, job_id: int, lease: uuid.UUID, definition: JobDefinition) -> Iterator[None]:
        """Renew the lease until the block ends or the job's time limit has passed."""
        held = _HeldLease(
            job_id, definition.lease_seconds, time.monotonic() + definition.time_limit
        )
        with self._changed:
            self._held[lease] = held
            self._changed.notify()  # its lease may be shorter than the others
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._renew_until_idle, name="leases", daemon=True).start()
        try:
            yield
        finally:
            with self._changed:
                self._held.pop(lease, None)

    def _renew_until_idle(self) -> None:
        while held := self._leases_due():
            for seconds in {each.seconds for each in held.values()}:
                _renew({k: each for k, each in held.items() if each.seconds == seconds}, seconds)
        connection.close()

    def _leases_due(self) -> dict[uuid.UUID, _HeldLease]:
        """Wait until leases are due; returns those to renew, or nothing if none is left."""
        began = time.monotonic()
        with self._changed:
            while True:
                now = time.monotonic()
                self._held = {k: held for k, held in self._held.items() if held.until > now}
                if not self._held:
                    self._is_running = False
                    return {}
                shortest = min(held.seconds for held in self._held.values())
                rest = began + shortest / _BEATS_PER_LEASE - now
                if rest <= 0:
                    return dict(self._held)
                self._changed.wait(rest)


def _renew(held: dict[uuid.UUID, _HeldLease], seconds: int) -> None:
    """Renew these leases. A job taken over by another worker has another lease, and keeps that."""
    until = timezone.now() + timedelta(seconds=seconds)
    jobs = Job.objects.filter(pk__in=[each.job_id for each in held.values()], lease__in=list(held))
    try:
        jobs.update(leased_until=until)
    except (DatabaseError, InterfaceError):
        connection.close()  # the next renewal reconnects


lease_renewer = LeaseRenewer()
