"""Running a job: by one worker at a time, always to a final state."""

from __future__ import annotations

import threading
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from core.errors import DomainError
from core.jobs import Retry, enqueue, worker
from core.jobs.registry import get_definition
from core.models import Job
from core.testing import run_concurrently
from core.tests.conftest import MakeJob

SECOND = timedelta(seconds=1)
DEADLINE_SECONDS = 20.0


class Hopeless(DomainError):
    code, message = "HOPELESS", "There is no page {page}."


class Work:
    """A job's function that records its runs and behaves as scripted."""

    def __init__(self, *raises: BaseException | None) -> None:
        self.runs: list[dict[str, Any]] = []
        self.failures: list[dict[str, Any]] = []
        self.raises = list(raises)

    def __call__(self, **arguments: Any) -> None:
        self.runs.append(arguments)
        error = self.raises.pop(0) if self.raises else None
        if error is not None:
            raise error

    def give_up(self, **arguments: Any) -> None:
        self.failures.append(arguments)


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
    monkeypatch.setattr(worker, "_claim", look_then_take)

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


def test_a_live_lease_is_respected_and_an_expired_one_taken_over(
    db: None, make_job: MakeJob
) -> None:
    work = Work()
    make_job(work)
    record = enqueue("tests.job")
    held = Job.objects.filter(pk=record.pk)
    held.update(
        state="RUNNING", attempts=1, lease=uuid.uuid4(), leased_until=timezone.now() + SECOND
    )

    assert worker.run(record.pk) is False
    held.update(leased_until=timezone.now())
    assert worker.run(record.pk) is True

    record.refresh_from_db()
    assert len(work.runs) == 1
    assert (record.state, record.attempts) == (Job.State.SUCCEEDED, 2)


def test_a_worker_that_lost_its_lease_does_not_store_the_result(
    db: None, make_job: MakeJob
) -> None:
    def slow(**_: Any) -> None:
        if len(runs) == 0:
            runs.append("slow")
            Job.objects.update(leased_until=timezone.now())
            assert worker.run(record.pk) is True  # another worker takes over and finishes
            raise Retry(reason="Too late.")
        runs.append("fast")

    runs: list[str] = []
    make_job(slow)
    record = enqueue("tests.job")

    worker.run(record.pk)

    record.refresh_from_db()
    assert runs == ["slow", "fast"]
    assert (record.state, record.attempts, record.error) == (Job.State.SUCCEEDED, 2, "")


def test_a_worker_that_lost_its_lease_does_not_fail_the_job(db: None, make_job: MakeJob) -> None:
    work = Work()

    def lose_it(**_: Any) -> None:
        Job.objects.update(lease=uuid.uuid4())  # another worker has the lease now
        raise Hopeless(page=9)

    make_job(lose_it, on_failure=work.give_up)
    record = enqueue("tests.job")

    with pytest.raises(Hopeless):
        worker.run(record.pk)

    assert work.failures == []
    assert Job.objects.get(pk=record.pk).state == Job.State.RUNNING


def test_the_failure_and_its_consequence_are_one_transaction(db: None, make_job: MakeJob) -> None:
    def cannot(**_: Any) -> None:
        raise ZeroDivisionError

    make_job(Work(Hopeless(page=9)), on_failure=cannot)
    record = enqueue("tests.job")

    with pytest.raises(ZeroDivisionError):
        worker.run(record.pk)

    assert Job.objects.get(pk=record.pk).state == Job.State.RUNNING  # the sweep will try again


def test_a_job_that_kills_its_workers_fails(db: None, make_job: MakeJob) -> None:
    work = Work()
    make_job(work, max_attempts=3, on_failure=work.give_up)
    record = enqueue("tests.job")
    Job.objects.update(state="RUNNING", attempts=3, lease=uuid.uuid4(), leased_until=timezone.now())

    assert worker.run(record.pk) is True

    record.refresh_from_db()
    assert work.runs == []
    assert work.failures == [{"error": "The work was interrupted too often."}]
    assert record.state == Job.State.FAILED


def test_the_lease_is_renewed_while_the_job_runs(transactional_db: None, make_job: MakeJob) -> None:
    def wait_for_renewal(**_: Any) -> None:
        first = Job.objects.get().leased_until
        deadline = time.monotonic() + DEADLINE_SECONDS
        while Job.objects.get().leased_until == first:
            assert time.monotonic() < deadline, "the lease was never renewed"

    make_job(wait_for_renewal, lease_seconds=1)
    record = enqueue("tests.job")

    worker.run(record.pk)

    assert Job.objects.get(pk=record.pk).state == Job.State.SUCCEEDED


def test_one_thread_renews_the_leases_of_all_jobs(
    transactional_db: None, make_job: MakeJob
) -> None:
    """Each job ends only when its lease has been renewed; they run at the same time."""

    def wait_for_renewal(number: int) -> None:
        mine = Job.objects.filter(arguments__number=number)
        begun.wait()
        first = mine.get().leased_until
        deadline = time.monotonic() + DEADLINE_SECONDS
        threads.append([each for each in threading.enumerate() if each.name == "leases"])
        while mine.get().leased_until == first:
            assert time.monotonic() < deadline, "the lease was never renewed"

    begun = threading.Barrier(4, timeout=DEADLINE_SECONDS)
    threads: list[list[threading.Thread]] = []
    make_job(wait_for_renewal, lease_seconds=1)
    records = [enqueue("tests.job", number=number) for number in range(4)]

    run_concurrently(4, lambda number: worker.run(records[number].pk), threads=4)

    assert [len(seen) for seen in threads] == [1] * 4
    assert {job.state for job in Job.objects.all()} == {Job.State.SUCCEEDED}
