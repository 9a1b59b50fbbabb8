"""Whose turn it is: fair between workspaces, light before heavy, and slots kept free for others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.jobs import enqueue, turns, worker
from core.jobs.turns import HEAVY_FROM, Slots
from core.models import Job
from core.scope import as_table_owner
from core.testing import run_concurrently
from core.tests.conftest import MakeJob, announced
from core.tests.jobs import SECOND, Work

NAMES = ["tests.job"]
ACME, BETA, GAMMA = 101, 102, 103
HEAVY = HEAVY_FROM


def waiting(workspace_id: int | None, *, ago: float = 0, **fields: Any) -> Job:
    """A job that became due so many seconds ago."""
    due_at = timezone.now() - ago * SECOND
    return Job.objects.create(
        **{"name": "tests.job", "created_at": due_at, "due_at": due_at, "announced_at": due_at}
        | {"workspace_id": workspace_id}
        | fields
    )


def run_order(count: int) -> list[int]:
    """The jobs that a process with one slot runs, in order."""
    order = []
    for _ in range(count):
        claimed = Slots().claim("default")
        assert claimed is not None
        Job.objects.filter(pk=claimed.pk).update(state="SUCCEEDED", lease=None)
        order.append(claimed.pk)
    return order


@pytest.fixture
def jobs(db: None, make_job: MakeJob) -> Work:
    work = Work()
    make_job(work)
    return work


def test_the_oldest_job_of_a_workspace_goes_first(jobs: Work) -> None:
    made = [waiting(ACME, ago=ago).pk for ago in (1, 3, 2)]

    assert run_order(3) == [made[1], made[2], made[0]]


def test_workspaces_take_turns(jobs: Work) -> None:
    crowd = [waiting(ACME, ago=9).pk for _ in range(3)]
    small = [waiting(BETA, ago=1).pk for _ in range(2)]
    other = waiting(GAMMA).pk

    order = run_order(6)

    assert set(order[:3]) == {crowd[0], small[0], other}
    assert order[3:] == [crowd[1], small[1], crowd[2]]


def test_the_workspace_with_fewer_running_jobs_goes_first(jobs: Work) -> None:
    until = timezone.now() + timedelta(minutes=1)
    waiting(ACME, state="RUNNING", lease="0" * 32, leased_until=until)
    waiting(ACME, ago=9)
    small = waiting(BETA)

    assert run_order(1) == [small.pk]


def test_light_jobs_overtake_heavy_ones_for_a_while(jobs: Work) -> None:
    heavy = waiting(ACME, ago=9, weight=10_000_000)
    light = waiting(ACME, weight=300)
    ancient = waiting(ACME, ago=600, weight=10_000_000)

    assert run_order(3) == [ancient.pk, light.pk, heavy.pk]


def test_a_job_that_is_not_to_run_is_left_alone(jobs: Work, make_job: MakeJob) -> None:
    make_job(Work(), "tests.mail", queue="mail")
    now = timezone.now()
    waiting(ACME, due_at=now + SECOND)
    waiting(ACME, state="SUCCEEDED")
    waiting(ACME, state="FAILED")
    waiting(ACME, state="RUNNING", lease="0" * 32, leased_until=now + timedelta(minutes=1))
    waiting(ACME, name="tests.mail")
    waiting(ACME, name="tests.of_tomorrow")
    enqueue("tests.job", announce=False)

    assert worker.run_next("default") is False


def test_an_abandoned_job_is_run_again(jobs: Work) -> None:
    lost = waiting(ACME, state="RUNNING", lease="0" * 32, leased_until=timezone.now(), attempts=1)

    assert worker.run_next("default") is True

    lost.refresh_from_db()
    assert (lost.state, lost.attempts) == (Job.State.SUCCEEDED, 2)
    assert lost.started_at is not None


def test_a_job_whose_caller_died_is_run_in_the_end(jobs: Work) -> None:
    record = enqueue("tests.job", announce=False)
    Job.objects.update(announced_at=timezone.now())  # the time left to the caller has passed

    assert worker.run_next("default") is True

    assert Job.objects.get(pk=record.pk).state == Job.State.SUCCEEDED


def claimed_by(slots: Slots) -> list[int | None]:
    """The workspaces of the jobs that a process takes until it takes no more."""
    taken = []
    while (job := slots.claim("default")) is not None:
        taken.append(job.workspace_id)
    return taken


def test_a_process_keeps_slots_free_for_other_workspaces(jobs: Work) -> None:
    for workspace in (ACME, ACME, ACME, BETA, None, None, None):
        waiting(workspace)
    slots = Slots()

    assert sorted(claimed_by(slots), key=str) == [ACME, ACME, BETA, None, None]
    waiting(GAMMA)
    assert claimed_by(slots) == [GAMMA]


def test_a_process_runs_few_heavy_jobs_at_a_time(jobs: Work) -> None:
    for workspace in (ACME, ACME, BETA, GAMMA):
        waiting(workspace, ago=3600, weight=HEAVY)
    slots = Slots()

    heavy = claimed_by(slots)

    assert sorted(heavy, key=str) == [ACME, BETA]
    waiting(ACME, weight=HEAVY - 1)
    waiting(GAMMA, weight=HEAVY - 1)
    assert sorted(claimed_by(slots), key=str) == [ACME, GAMMA]


def test_a_finished_job_frees_its_slot(jobs: Work) -> None:
    for _ in range(2):
        waiting(ACME, ago=3600, weight=HEAVY)
    slots = Slots()
    first = slots.claim("default")
    assert first is not None
    assert first.lease is not None
    assert slots.claim("default") is None
    assert slots.has_turned_away("default")

    slots.release(first.lease)

    second = slots.claim("default")
    assert second is not None
    assert second.pk != first.pk


def test_the_end_of_a_job_announces_one_that_was_turned_away(
    transactional_db: None, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn_another_away(**_: Any) -> None:
        if not tried:
            tried.append(worker.run_next("default"))

    tried: list[bool] = []
    monkeypatch.setattr(worker, "slots", Slots())
    monkeypatch.setattr(turns, "MAX_PER_WORKSPACE", 1)
    make_job(turn_another_away)
    for _ in range(2):
        waiting(ACME)

    assert worker.run_next("default") is True
    assert (tried, announced()) == ([False], 1)

    assert worker.run_next("default") is True
    assert worker.run_next("default") is False
    assert announced() == 1  # the second job's end has announced nothing


def test_concurrent_processes_take_different_jobs(
    transactional_db: None, make_job: MakeJob
) -> None:
    make_job(Work())
    made = {waiting(ACME, ago=number).pk for number in range(8)}

    taken = run_concurrently(8, lambda _: Slots().claim("default"), threads=8)

    assert {job.pk for job in taken if job is not None} == made


def rows_read(plan: dict[str, Any]) -> int:
    """The rows of the table of jobs that a plan has read."""
    own = (
        plan["Actual Rows"] * plan["Actual Loops"]
        if "core_job" in str(plan.get("Relation Name"))
        else 0
    )
    return int(own) + sum(rows_read(each) for each in plan.get("Plans", []))


@pytest.fixture
def no_dead_rows(db: None) -> None:
    """What earlier tests left in the table and its indexes would decide which of them is used."""
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_job")


@pytest.mark.usefixtures("no_dead_rows")
def test_a_choice_reads_few_jobs_however_many_wait(jobs: Work, monkeypatch: Any) -> None:
    now = timezone.now()
    Job.objects.bulk_create(
        Job(name="tests.job", workspace_id=ACME + number % 3, due_at=now, created_at=now)
        for number in range(3_000)
    )

    assert rows_of_a_choice(monkeypatch) < 100


def rows_of_a_choice(monkeypatch: Any) -> int:
    """The rows of the table of jobs that a choice reads by its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_job")
    asked: list[Any] = []
    raw = Job.objects.raw
    monkeypatch.setattr(
        type(Job.objects), "raw", lambda _, *query: asked.append(query) or raw(*query)
    )
    assert turns.choose(NAMES) is not None

    with connection.cursor() as cursor:
        for other_way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):  # of small tables
            cursor.execute(f"SET LOCAL enable_{other_way} = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked[0][0]}", asked[0][1])
        ((explained,),) = cursor.fetchone()

    assert f"weight >= {HEAVY_FROM}" in asked[0][0]  # as the index has it
    return rows_read(explained["Plan"])


@pytest.mark.usefixtures("no_dead_rows")
def test_a_choice_looks_up_the_jobs_of_few_workspaces(jobs: Work, monkeypatch: Any) -> None:
    """Of those first in line; for the others their last turn is enough."""
    now = timezone.now()
    Job.objects.bulk_create(
        Job(name="tests.job", workspace_id=ACME + number % 100, **fields)
        for number in range(1_000)
        for fields in (
            {"due_at": now, "created_at": now},
            {
                "due_at": now,
                "created_at": now,
                "state": "SUCCEEDED",
                "started_at": now - number * SECOND,
            },
        )
    )

    assert rows_of_a_choice(monkeypatch) < 100 * 2 + 100
