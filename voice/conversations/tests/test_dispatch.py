"""Where an answer is generated: in an answer worker if one is running, else in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from redis.exceptions import ConnectionError as RedisConnectionError

from core.models import Job
from core.redis import redis_client
from core.testing import run_concurrently, wait_until_true
from voice.conversations.clients import answer_queue as answer_queue
from voice.conversations.models import Message
from voice.conversations.services import dispatch as starting
from voice.conversations.services import run_answer_worker, start_answer
from voice.conversations.tests.factories import ANSWER, reload

commits = pytest.mark.django_db(transaction=True)  # for the thread that generates the answer

Asked = tuple[Message, Job]


@pytest.fixture(autouse=True)
def _outside_tests(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ANSWERS_INLINE = False
    monkeypatch.setattr(answer_queue, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(starting, "tune_process", lambda: None)  # affects a whole process


@pytest.fixture
def worker() -> Iterator[None]:
    """Generates answers like `manage.py answer_worker`."""
    stopped = threading.Event()
    thread = threading.Thread(target=run_answer_worker, kwargs={"should_stop": stopped.is_set})
    thread.start()
    try:
        assert wait_until_true(lambda: answer_queue.count_workers() == 1)
        yield
    finally:
        stopped.set()
        thread.join(20)
    assert not thread.is_alive()


def is_done(job: Job) -> bool:
    """True once the job's worker no longer uses the database either."""
    return Job.objects.get(pk=job.pk).state == Job.State.SUCCEEDED


@commits
def test_without_a_worker_the_asking_process_answers(asked: Asked) -> None:
    message, job = asked

    start_answer(job)

    assert redis_client().keys("answers:*") == []
    assert wait_until_true(lambda: is_done(job))
    assert reload(message).content == ANSWER


def test_with_a_worker_the_asking_process_does_nothing(asked: Asked) -> None:
    message, job = asked
    answer_queue.register_worker("somebody")

    start_answer(job)

    assert redis_client().lrange("answers:waiting", 0, -1) == [str(job.pk)]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 0)
    assert reload(message).state == Message.State.GENERATING


@commits
@pytest.mark.usefixtures("worker")
def test_a_worker_generates_queued_answers(asked: Asked) -> None:
    message, job = asked

    start_answer(job)

    assert wait_until_true(lambda: is_done(job))
    assert Job.objects.get(pk=job.pk).attempts == 1
    assert reload(message).content == ANSWER
    assert redis_client().llen("answers:waiting") == 0


@commits
def test_a_stopping_worker_finishes_its_queue(asked: Asked) -> None:
    """Both what was queued before, and what came while it was unregistering."""
    message, job = asked
    answer_queue.register_worker("somebody")
    start_answer(job)

    run_answer_worker(should_stop=lambda: True)

    assert is_done(job)
    assert reload(message).content == ANSWER
    assert redis_client().exists("answers:waiting") == 0


def test_a_stopping_worker_leaves_others_registered() -> None:
    for name in ("one", "other"):
        answer_queue.register_worker(name)
    assert answer_queue.count_workers() == 2

    answer_queue.unregister_worker("one")

    assert answer_queue.push(7)
    answer_queue.unregister_worker("other")
    assert not answer_queue.push(8)
    assert answer_queue.drain() == [7]


def test_a_silent_worker_expires() -> None:
    redis_client().zadd("answers:makers", {"silent": time.time() - 1})

    assert answer_queue.count_workers() == 0
    assert not answer_queue.push(7)
    answer_queue.register_worker("alive")
    assert redis_client().zrange("answers:makers", 0, -1) == ["alive"]


def test_workers_take_a_job_once() -> None:
    answer_queue.register_worker("somebody")
    assert all(answer_queue.push(number) for number in range(20))

    taken = run_concurrently(4, lambda _: list(iter(answer_queue.pop, None)))

    assert sorted(number for each in taken for number in each) == list(range(20))


def test_untaken_jobs_expire_from_the_queue() -> None:
    answer_queue.register_worker("somebody")
    answer_queue.push(7)

    client: Any = redis_client()
    assert 0 < client.ttl("answers:waiting") <= 60
    assert 0 < client.ttl("answers:makers") <= answer_queue.WORKER_TTL_SECONDS


@commits
def test_without_redis_the_asking_process_answers(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, job = asked

    def gone() -> Any:
        raise RedisConnectionError

    monkeypatch.setattr(answer_queue, "redis_client", gone)
    monkeypatch.setattr(starting, "_WORKERS_FIRST_SECONDS", 0.0)

    start_answer(job)

    assert wait_until_true(lambda: is_done(job))


@commits
def test_a_worker_survives_a_redis_outage(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    message, job = asked
    answer_queue.register_worker("somebody")
    start_answer(job)
    monkeypatch.setattr(starting, "_REDIS_AWAY_SECONDS", 0.01)
    there, looks = answer_queue.redis_client, iter(range(6))

    def away_at_first() -> Any:
        if next(looks, None) is not None:
            raise RedisConnectionError
        return there()

    monkeypatch.setattr(answer_queue, "redis_client", away_at_first)
    looked = iter([False] * 4)

    run_answer_worker(should_stop=lambda: next(looked, True))

    assert is_done(job)
    assert reload(message).content == ANSWER


@commits
def test_a_worker_without_redis_finds_its_answers_in_the_database(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, job = asked
    monkeypatch.setattr(starting, "_REDIS_AWAY_SECONDS", 0.01)

    def gone() -> Any:
        raise RedisConnectionError

    monkeypatch.setattr(answer_queue, "redis_client", gone)
    looked = iter([False])

    run_answer_worker(should_stop=lambda: next(looked, True))

    assert is_done(job)
    assert reload(message).content == ANSWER
