"""The lease of a running job: respected, renewed, lost."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import pytest
from django.utils import timezone

from core.jobs import Retry, enqueue, worker
from core.models import Job
from core.testing import run_concurrently
from core.tests.conftest import MakeJob
from core.tests.jobs import DEADLINE_SECONDS, SECOND, Hopeless, Work


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
