"""Runs a job: claims it, renews its lease, stores how it ended."""

from __future__ import annotations

import uuid
from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from core.errors import DomainError
from core.jobs.leases import lease_renewer
from core.jobs.registry import JobDefinition, get_definition
from core.models import Job

log = structlog.get_logger(__name__)


def run(job_id: int) -> bool:
    """Run a job unless it is finished or leased elsewhere. True if this call ran it.

    An error listed in the job's `retry_on`, or of the database, queues it again with back-off; any
    other ends it as FAILED, and is raised so that the process boundary logs it.
    """
    record = Job.objects.filter(pk=job_id).only("name").first()
    if record is None:
        return False
    definition = get_definition(record.name)
    lease = uuid.uuid4()
    claimed = _claim(job_id, lease, definition)
    if claimed is None:
        return False
    if claimed.attempts > definition.max_attempts:
        _fail(claimed, definition, "The work was interrupted too often.")
        return True
    try:
        with lease_renewer.renewing(job_id, lease, definition):
            definition.run(**claimed.arguments)
    except Exception as error:
        if not isinstance(error, (*definition.retry_on, DatabaseError, InterfaceError)):
            _fail(claimed, definition, _sentence(error))
            raise
        _retry_or_fail(claimed, definition, error)
    else:
        _finish(claimed, Job.State.SUCCEEDED)
    return True


def _claim(job_id: int, lease: uuid.UUID, definition: JobDefinition) -> Job | None:
    """Take the lease; returns the job to exactly one caller, None to the others."""
    now = timezone.now()
    until = now + timedelta(seconds=definition.lease_seconds)
    taken = Job.objects.raw(
        """
        UPDATE core_job
        SET state = 'RUNNING', attempts = attempts + 1, lease = %(lease)s, leased_until = %(until)s
        WHERE id = %(id)s
          AND (state = 'QUEUED' AND due_at <= %(now)s
               OR state = 'RUNNING' AND leased_until <= %(now)s)
        RETURNING *
        """,
        {"id": job_id, "lease": lease, "until": until, "now": now},
    )
    return next(iter(taken), None)


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
