"""Running a job: by one worker at a time, always to a final state."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from core.jobs import Retry, enqueue, worker
from core.jobs.registry import get_definition
from core.models import Job
from core.testing import run_concurrently
from core.tests.conftest import MakeJob
from core.tests.jobs import DEADLINE_SECONDS, SECOND, Hopeless, Work


def make_due(record: Job) -> None:
    Job.objects.filter(pk=record.pk).update(due_at=timezone.now())


def test_a_job_runs_once_with_its_arguments(db: None, make_job: MakeJob) -> None:
    work = Work()
    make_job(work)
    record = enqueue("tests.job", document_id=7)

    assert worker.run(record.pk) is True
    assert worker.run(record.pk) is False

    record.refresh_from_db()
    assert work.runs == [{"document_id": 7}]
    assert (record.state, record.attempts, record.error) == (Job.State.SUCCEEDED, 1, "")
    assert (record.lease, record.leased_until) == (None, None)
    assert record.finished_at is not None


def test_a_missing_or_delayed_job_is_not_run(db: None, make_job: MakeJob) -> None:
    work = Work()
    make_job(work)
    later = enqueue("tests.job", delay=timedelta(hours=1))

    assert worker.run(later.pk) is False
    assert worker.run(later.pk + 1) is False

    assert work.runs == []
    assert Job.objects.get(pk=later.pk).state == Job.State.QUEUED


def test_concurrent_workers_run_a_job_once(transactional_db: None, make_job: MakeJob) -> None:
    work = Work()
    make_job(work)
    record = enqueue("tests.job")

    ran = run_concurrently(8, lambda _: worker.run(record.pk), threads=8)

    assert sorted(ran) == [False] * 7 + [True]
    assert len(work.runs) == 1
    assert Job.objects.get(pk=record.pk).attempts == 1


def test_race_without_the_condition_of_the_claim_runs_twice(
    transactional_db: None, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race as above, with a claim that reads first and writes afterwards."""
    work = Work()
    make_job(work)
    record = enqueue("tests.job")

    def look_then_take(job_id: int, lease: uuid.UUID, options: Any) -> Job | None:
        found = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).first()
        looked.wait()
        return found

    looked = threading.Barrier(8, timeout=DEADLINE_SECONDS)
    monkeypatch.setattr(worker, "claim", look_then_take)

    run_concurrently(8, lambda _: worker.run(record.pk), threads=8)

    assert len(work.runs) == 8


def test_each_retry_waits_longer(db: None, make_job: MakeJob) -> None:
    work = Work(Retry(reason="The mail server is away."), Retry(reason="Still away."))
    make_job(work)
    record = enqueue("tests.job")

    for attempt, wait in ((1, 2 * SECOND), (2, 4 * SECOND)):
        make_due(record)
        started = timezone.now()
        assert worker.run(record.pk) is True
        record.refresh_from_db()
        assert started + wait <= record.due_at <= timezone.now() + wait
        assert (record.state, record.lease, record.attempts) == (Job.State.QUEUED, None, attempt)
        assert record.announced_at is None  # the sweep announces it once it is due

    assert record.error == "Still away."
    assert worker.run(record.pk) is False  # not yet due

    make_due(record)
    worker.run(record.pk)
    record.refresh_from_db()
    assert (record.state, record.attempts, record.error) == (Job.State.SUCCEEDED, 3, "")


def test_back_off_ends_at_five_minutes(make_job: MakeJob) -> None:
    make_job(Work())

    waits = [get_definition("tests.job").backoff(attempt) for attempt in (1, 8, 9, 200)]

    assert waits == [2 * SECOND, 256 * SECOND, 300 * SECOND, 300 * SECOND]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Retry(reason="Busy."), "Busy."),
        (DatabaseError("deadlock"), "Unexpected DatabaseError."),
        (ConnectionResetError("by peer"), "Unexpected ConnectionResetError."),
    ],
    ids=["retry", "database", "named by the job"],
)
def test_the_last_attempt_fails_the_job(
    db: None, make_job: MakeJob, error: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker.connection, "close", lambda: None)  # the test's own transaction
    work = Work(error, error)
    make_job(work, max_attempts=2, retry_on=(OSError,), on_failure=work.give_up)
    record = enqueue("tests.job", document_id=7)

    worker.run(record.pk)
    assert Job.objects.get(pk=record.pk).state == Job.State.QUEUED
    make_due(record)
    worker.run(record.pk)

    record.refresh_from_db()
    assert (record.state, record.attempts, record.error) == (Job.State.FAILED, 2, sentence)
    assert work.failures == [{"error": sentence, "document_id": 7}]
    assert worker.run(record.pk) is False


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Hopeless(page=9), "There is no page 9."),
        (ValueError("the secret is 1234"), "Unexpected ValueError."),
    ],
    ids=["refusal", "crash"],
)
def test_permanent_errors_fail_at_once_and_are_raised(
    db: None, make_job: MakeJob, error: Exception, sentence: str
) -> None:
    work = Work(error)
    make_job(work, on_failure=work.give_up)
    record = enqueue("tests.job")

    with pytest.raises(type(error)):
        worker.run(record.pk)

    record.refresh_from_db()
    assert (record.state, record.attempts, record.error) == (Job.State.FAILED, 1, sentence)
    assert work.failures == [{"error": sentence}]


def test_the_failure_and_its_consequence_are_one_transaction(db: None, make_job: MakeJob) -> None:
    def cannot(**_: Any) -> None:
        raise ZeroDivisionError

    make_job(Work(Hopeless(page=9)), on_failure=cannot)
    record = enqueue("tests.job")

    with pytest.raises(ZeroDivisionError):
        worker.run(record.pk)

    assert Job.objects.get(pk=record.pk).state == Job.State.RUNNING  # the sweep will try again
