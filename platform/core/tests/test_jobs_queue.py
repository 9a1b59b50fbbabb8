"""Enqueuing jobs: recorded with their cause, announced after the commit, announced again."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.jobs import announcing, enqueue
from core.jobs.tasks import clean_up, run_job, sweep_jobs
from core.models import IdempotencyRecord, Job, OutboxEvent
from core.redis import redis_client
from core.scope import workspace_scope
from core.testing import run_concurrently
from core.tests.conftest import MakeJob, announced
from core.tests.events import CallTested

NOW = datetime(2020, 3, 1, 12, tzinfo=timezone.get_default_timezone())
PATIENCE = timedelta(seconds=15)
NAMES = ["tests.job"]


def nothing(**_: Any) -> None:
    pass


def recorded(**fields: Any) -> Job:
    """A job's row, a minute after it was enqueued."""
    before = NOW - timedelta(minutes=1)
    return Job.objects.create(
        **{"name": "tests.job", "due_at": before, "created_at": before, "announced_at": before}
        | fields
    )


def test_a_job_is_announced_after_the_commit(transactional_db: None, make_job: MakeJob) -> None:
    make_job(nothing, queue="mail")

    with transaction.atomic():
        record = enqueue("tests.job", document_id=7)
        assert announced("mail") == 0

    record.refresh_from_db()
    assert (announced("mail"), announced("default")) == (1, 0)
    assert (record.name, record.arguments) == ("tests.job", {"document_id": 7})
    assert (record.state, record.attempts, record.lease) == (Job.State.QUEUED, 0, None)
    assert record.workspace_id is None


def test_a_rolled_back_job_leaves_nothing(
    db: None, make_job: MakeJob, django_capture_on_commit_callbacks: Any
) -> None:
    make_job(nothing)

    with django_capture_on_commit_callbacks(execute=True):
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            enqueue("tests.job")
            raise ZeroDivisionError

    assert Job.objects.count() == 0
    assert announced() == 0


@pytest.mark.parametrize("options", [{"delay": timedelta(hours=1)}, {"announce": False}])
def test_delayed_and_self_run_jobs_are_not_announced(
    db: None, make_job: MakeJob, options: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    make_job(nothing)

    with django_capture_on_commit_callbacks(execute=True):
        record = enqueue("tests.job", **options)

    assert record.due_at - record.created_at == options.get("delay", timedelta(0))
    assert announced() == 0


def test_a_job_records_its_workspace(make_job: MakeJob, workspace_ids: tuple[int, int]) -> None:
    make_job(nothing)

    with workspace_scope(workspace_ids[0]):
        of_one = enqueue("tests.job")
    with workspace_scope(*workspace_ids):
        of_several = enqueue("tests.job")

    assert of_one.workspace_id == workspace_ids[0]
    assert of_several.workspace_id is None


def test_an_unknown_job_is_refused_before_it_is_recorded(db: None) -> None:
    with pytest.raises(KeyError):
        enqueue("tests.misspelt")

    assert Job.objects.count() == 0


def test_a_broker_outage_loses_no_job(
    db: None,
    make_job: MakeJob,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_job(nothing)

    def away(**_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(run_job, "apply_async", away)

    with django_capture_on_commit_callbacks(execute=True):
        record = enqueue("tests.job")

    assert Job.objects.get(pk=record.pk).state == Job.State.QUEUED


def test_the_sweep_finds_exactly_the_jobs_that_should_be_running(db: None) -> None:
    running: dict[str, Any] = {"state": Job.State.RUNNING, "lease": "0" * 32}
    forgotten = recorded()
    abandoned = recorded(**running, leased_until=NOW)
    recorded(due_at=NOW + timedelta(seconds=1))
    recorded(announced_at=NOW - PATIENCE + timedelta(seconds=1))
    recorded(**running, leased_until=NOW + timedelta(seconds=1))
    recorded(state=Job.State.SUCCEEDED)
    recorded(state=Job.State.FAILED)

    found = announcing.mark_announced(NAMES, now=NOW, older_than=PATIENCE, limit=9)

    assert sorted(found) == [(forgotten.pk, "tests.job"), (abandoned.pk, "tests.job")]
    assert Job.objects.get(pk=forgotten.pk).announced_at == NOW


def test_a_recently_announced_job_is_not_announced_again(db: None) -> None:
    recorded()

    first = announcing.mark_announced(NAMES, now=NOW, older_than=PATIENCE, limit=9)
    second = announcing.mark_announced(NAMES, now=NOW, older_than=PATIENCE, limit=9)

    assert (len(first), second) == (1, [])


def test_no_plan_marks_more_jobs_than_the_limit(db: None) -> None:
    """Also not a nested loop that would run a subquery, and lock its rows, once per job."""
    for _ in range(5):
        recorded()
    with connection.cursor() as cursor:
        for kind in ("hashjoin", "hashagg", "sort", "material"):
            cursor.execute(f"SET LOCAL enable_{kind} = off")

    found = announcing.mark_announced(NAMES, now=NOW, older_than=PATIENCE, limit=2)

    assert len(found) == 2


def test_concurrent_sweeps_neither_repeat_nor_wait(transactional_db: None) -> None:
    waiting = {recorded().pk for _ in range(5)}

    with transaction.atomic():
        first = announcing.mark_announced(NAMES, now=NOW, older_than=PATIENCE, limit=9)
        (second,) = run_concurrently(
            1, lambda _: announcing.mark_announced(NAMES, now=NOW, older_than=PATIENCE, limit=9)
        )

    assert {job_id for job_id, _ in first} == waiting
    assert second == []


def test_the_sweep_announces_only_what_the_broker_has_lost(db: None, make_job: MakeJob) -> None:
    make_job(nothing, queue="quiet")  # threads of other tests announce elsewhere
    for _ in range(5):
        recorded()
    kept = recorded()
    announcing.announce_job(kept.pk, "tests.job")
    announcing.announce_job(kept.pk, "tests.job")

    for _ in range(3):
        sweep_jobs()

    assert announced("quiet") == 6


def test_jobs_that_wait_long_are_not_announced_again(db: None, make_job: MakeJob) -> None:
    make_job(nothing)
    for _ in range(5):
        recorded()
    sweep_jobs()

    Job.objects.update(announced_at=NOW)  # long ago, but nobody has taken the messages
    sweep_jobs()

    assert announced() == 5


def test_lost_messages_are_announced_again(db: None, make_job: MakeJob) -> None:
    make_job(nothing)
    make_job(nothing, "tests.mail", queue="mail")
    for name in ("tests.job", "tests.job", "tests.mail"):
        recorded(name=name)
    sweep_jobs()
    assert (announced(), announced("mail")) == (2, 1)

    redis_client().delete("default", "mail")
    sweep_jobs()  # too soon: they may be with a worker
    assert (announced(), announced("mail")) == (0, 0)

    Job.objects.update(announced_at=NOW)
    sweep_jobs()
    assert (announced(), announced("mail")) == (2, 1)


def test_a_sweep_without_a_broker_marks_nothing(
    db: None, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> int:
        raise RedisError

    make_job(nothing)
    record = recorded()
    monkeypatch.setattr(announcing, "announced", away)

    sweep_jobs()
    assert announcing.announce_next("default") is True

    assert Job.objects.get(pk=record.pk).announced_at == record.announced_at


def test_one_job_of_a_queue_is_announced_at_a_time(db: None, make_job: MakeJob) -> None:
    make_job(nothing, queue="quiet")
    assert announcing.announce_next("quiet") is False
    for _ in range(2):
        recorded()

    assert [announcing.announce_next("quiet") for _ in range(3)] == [True, True, False]

    assert announced("quiet") == 2


def test_a_job_of_a_newer_release_does_not_stop_the_sweep(db: None, make_job: MakeJob) -> None:
    make_job(nothing)
    recorded(name="tests.of_tomorrow")
    recorded()

    sweep_jobs()

    assert announced() == 1
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.QUEUED}


def test_cleanup_deletes_old_finished_rows(db: None) -> None:
    now = timezone.now()
    day, week = timedelta(days=1, minutes=1), timedelta(days=7, minutes=1)
    kept = recorded(state=Job.State.SUCCEEDED, finished_at=now)
    failed = recorded(state=Job.State.FAILED, finished_at=now - week)
    waiting = recorded()
    recorded(state=Job.State.SUCCEEDED, finished_at=now - week)
    event: dict[str, Any] = {
        "workspace_id": 1,
        "type": CallTested.type,
        "version": CallTested.version,
        "payload": {"call_id": "call_1", "number": 1},
        "created_at": now - week,
    }
    OutboxEvent.objects.create(**event, relayed_at=now - week)
    unrelayed = OutboxEvent.objects.create(**event)
    for age, name in ((day, b"old"), (timedelta(0), b"new")):
        IdempotencyRecord.objects.create(key_hash=name, fingerprint=b"", created_at=now - age)

    clean_up()

    assert set(Job.objects.values_list("pk", flat=True)) == {kept.pk, failed.pk, waiting.pk}
    assert list(OutboxEvent.objects.values_list("pk", flat=True)) == [unrelayed.pk]
    assert [bytes(each.key_hash) for each in IdempotencyRecord.objects.all()] == [b"new"]
