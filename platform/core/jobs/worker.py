"""Runs a job: claims it, renews its lease, stores how it ended."""

from __future__ import annotations

import uuid

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from core.errors import DomainError
from core.jobs.announcing import announce_next
from core.jobs.leases import lease_renewer
from core.jobs.registry import JobDefinition, get_definition
from core.jobs.turns import claim, slots
from core.models import Job

log = structlog.get_logger(__name__)


def run_next(queue: str) -> bool:
    """Run the job of the queue whose turn it is. False if none may run in this process now.

    Its errors are those of `run`.
    """
    claimed = slots.claim(queue)
    if claimed is None or claimed.lease is None:
        return False
    try:
        _run_claimed(claimed, claimed.lease)
    finally:
        slots.release(claimed.lease)
        if slots.has_turned_away(queue) and not announce_next(queue):
            slots.forget_turned_away(queue)
    return True


def run(job_id: int) -> bool:
    """Run a job unless it is finished or leased elsewhere. True if this call ran it.

    An error listed in the job's `retry_on`, or of the database, queues it again with back-off; any
    other ends it as FAILED, and is raised so that the process boundary logs it.
    """
    record = Job.objects.filter(pk=job_id).only("name").first()
    if record is None:
        return False
    lease = uuid.uuid4()
    claimed = claim(job_id, lease, get_definition(record.name))
    if claimed is None:
        return False
    _run_claimed(claimed, lease)
    return True


def _run_claimed(claimed: Job, lease: uuid.UUID) -> None:
    definition = get_definition(claimed.name)
    if claimed.attempts > definition.max_attempts:
        _fail(claimed, definition, "The work was interrupted too often.")
        return
    try:
        with lease_renewer.renewing(claimed.pk, lease, definition):
            definition.run(**claimed.arguments)
    except Exception as error:
        if not isinstance(error, (*definition.retry_on, DatabaseError, InterfaceError)):
            _fail(claimed, definition, _sentence(error))
            raise
        _retry_or_fail(claimed, definition, error)
    else:
        _finish(claimed, Job.State.SUCCEEDED)


def _retry_or_fail(record: Job, definition: JobDefinition, error: BaseException) -> None:
    log.warning(
        "job_attempt_failed",
        job=record.name,
        job_id=record.pk,
        attempt=record.attempts,
        exc_info=not isinstance(error, DomainError),
    )
    if record.attempts >= definition.max_attempts:
        _fail(record, definition, _sentence(error))
        return
    if isinstance(error, DatabaseError | InterfaceError):
        connection.close()
    now = timezone.now()
    Job.objects.filter(pk=record.pk, lease=record.lease).update(
        state=Job.State.QUEUED,
        lease=None,
        leased_until=None,
        due_at=now + definition.backoff(record.attempts),
        announced_at=None,
        error=_sentence(error),
    )


@transaction.atomic
def _fail(record: Job, definition: JobDefinition, sentence: str) -> None:
    """Store the failure and its consequence in one transaction; a worker that lost the lease
    does neither.
    """
    if _finish(record, Job.State.FAILED, sentence) and definition.on_failure is not None:
        definition.on_failure(error=sentence, **record.arguments)


def _finish(record: Job, state: Job.State, error: str = "") -> bool:
    """Store the final state; False if the lease was lost to another worker, which stores it
    instead.
    """
    ended = Job.objects.filter(pk=record.pk, lease=record.lease).update(
        state=state, lease=None, leased_until=None, finished_at=timezone.now(), error=error
    )
    return bool(ended)


def _sentence(error: BaseException) -> str:
    """What may be stored and shown: the message of a domain error, the class of any other."""
    return str(error) if isinstance(error, DomainError) else f"Unexpected {type(error).__name__}."
