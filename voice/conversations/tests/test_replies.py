"""Answers survive crashes of their process and of Redis, and are generated once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from voice.answers.services import drafting as answers
from voice.conversations import services
from voice.conversations.clients import streams
from voice.conversations.clients.streams import ReplyStream
from voice.conversations.models import Evidence, Message
from voice.conversations.tests.factories import ANSWER, reload

pytestmark = pytest.mark.usefixtures("on_commit")


def lapse(job: Job) -> None:
    """Let the lease of a dead process expire."""
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() - timedelta(seconds=1))


def streamed(message: Message) -> list[dict[str, Any]]:
    found = ReplyStream(message.public_id).read(after=-1)
    return [event.body for event in found if event is not None]


class Killed(BaseException):
    """Simulates SIGKILL: nothing after it runs, nothing is cleaned up."""


def test_an_answer_is_generated_once_however_often_it_is_requested(
    asked: tuple[Message, Job],
) -> None:
    message, job = asked

    ran = [worker.run(job.pk) for _ in range(3)]
    services.generate_reply(message_id=message.pk, workspace_id=message.workspace_id)

    assert ran == [True, False, False]
    assert reload(message).content == ANSWER
    assert [body["type"] for body in streamed(message)].count("done") == 1
    with workspace_scope(message.workspace_id):
        assert Evidence.objects.count() == 1


@pytest.mark.parametrize("words", [0, 1, 5, 8])
def test_an_answer_is_continued_word_for_word_after_a_crash(
    asked: tuple[Message, Job], monkeypatch: pytest.MonkeyPatch, words: int
) -> None:
    message, job = asked
    original = answers.draft_answer

    def dying(**arguments: Any) -> Any:
        draft = original(**arguments)
        whole = draft.stream

        def until_killed() -> Iterator[str]:
            for number, word in enumerate(whole()):
                if number == words:
                    raise Killed
                yield word

        draft.stream = until_killed
        return draft

    with monkeypatch.context() as patch:
        patch.setattr("voice.conversations.services.replies.draft_answer", dying)
        with pytest.raises(Killed):
            worker.run(job.pk)
    assert worker.run(job.pk) is False  # the lease is still good

    lapse(job)
    assert worker.run(job.pk) is True

    text = "".join(body["content"] for body in streamed(message) if body["type"] == "token")
    assert text == reload(message).content == ANSWER


def test_a_different_text_after_a_crash_fails_visibly(
    asked: tuple[Message, Job],
) -> None:
    message, job = asked
    stream = ReplyStream(message.public_id)
    stream.append([streams.token_event("We never take", end=13)])

    with pytest.raises(Exception, match="interrupted"):
        worker.run(job.pk)

    failed = reload(message)
    assert (failed.state, failed.error_code) == ("FAILED", "ANSWER_INTERRUPTED")
    assert streamed(message)[-1]["type"] == "error"
    assert Job.objects.get(pk=job.pk).state == Job.State.FAILED


def test_without_redis_the_answer_is_still_stored(
    asked: tuple[Message, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    message, job = asked

    def gone() -> Any:
        raise RedisConnectionError("away")

    monkeypatch.setattr("voice.conversations.clients.streams.redis_client", gone)
    worker.run(job.pk)

    assert reload(message).content == ANSWER


def test_an_answer_that_keeps_killing_its_process_ends_failed(
    asked: tuple[Message, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    message, job = asked

    def killed(**_: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("voice.conversations.services.replies.draft_answer", killed)
        for _ in range(3):
            with pytest.raises(Killed):
                worker.run(job.pk)
            lapse(job)
    worker.run(job.pk)

    assert reload(message).state == "FAILED"
    assert Job.objects.get(pk=job.pk).state == Job.State.FAILED
