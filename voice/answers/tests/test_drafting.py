"""A draft is read as it is worded, sentence by sentence, and can be cancelled at any moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from voice.answering.extractive import stream_words
from voice.answers.models import Behavior
from voice.answers.services import AnswerDraft
from voice.answers.services.generation import AnswerGeneration
from voice.providers.clients.llm.openai_compatible import OpenAICompatible
from voice.providers.services import ProviderClient
from voice.providers.tests.llm_server import QUOTE, REQUEST, Peer, Server, scripted_server

__all__ = ["scripted_server"]

BEHAVIOR = Behavior(
    name="Ada", greeting_message="Hi", fallback_message="Ask a human.", knowledge_scope="ALL"
)
PATIENCE_SECONDS = 60  # before a test that hangs gives up; nothing here waits for it


def client_of(server: Server, name: str = "Own server") -> ProviderClient:
    def connect() -> Any:
        return OpenAICompatible(
            base_url=f"http://127.0.0.1:{server.server_port}/v1",
            api_key="sk-test",
            model="small-1",
            timeout_seconds=PATIENCE_SECONDS,
        )

    return ProviderClient(name, input_cost=0, output_cost=0, connect=connect)


def draft_by(*clients: ProviderClient) -> AnswerDraft:
    return AnswerDraft(
        is_answered=True, confidence=0.9, generation=AnswerGeneration(REQUEST, BEHAVIOR, clients)
    )


def says_one_sentence_and_hangs(peer: Peer) -> None:
    peer.begin()
    peer.piece(f"{QUOTE} Do come ")
    peer.server.released.wait(PATIENCE_SECONDS)


@pytest.fixture
def hanging(server: Server) -> Iterator[Server]:
    server.script = says_one_sentence_and_hangs
    yield server
    server.released.set()


def test_sentences_are_whole_whoever_words_them() -> None:
    text = "Goods can be returned within 45 days. Refunds take a week. Ask us!"
    draft = AnswerDraft(is_answered=True, confidence=0.9, generation=stream_words(text))

    sentences = list(draft.sentences())

    assert [each.strip() for each in sentences] == [
        "Goods can be returned within 45 days.",
        "Refunds take a week.",
        "Ask us!",
    ]
    assert "".join(sentences) == text


def test_a_model_that_hangs_is_cut_off_by_another_thread(hanging: Server) -> None:
    draft = draft_by(client_of(hanging), client_of(hanging, "Second"))
    first_read, heard = threading.Event(), []

    def read() -> None:
        for sentence in draft.sentences():
            heard.append(sentence)
            first_read.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert first_read.wait(PATIENCE_SECONDS)

    draft.cancel()
    reader.join(PATIENCE_SECONDS / 2)

    assert not reader.is_alive()
    assert not hanging.released.is_set()
    assert heard == [QUOTE]
    assert draft.is_cancelled
    assert draft.provider == "Own server"
    assert len(hanging.requests) == 1  # and nobody else was asked


def test_a_model_that_has_said_nothing_is_cut_off_and_no_other_is_asked(server: Server) -> None:
    asked = threading.Event()

    def hangs(peer: Peer) -> None:
        asked.set()
        peer.server.released.wait(PATIENCE_SECONDS)

    server.script = hangs
    draft = draft_by(client_of(server), client_of(server, "Second"))
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.extend(draft.stream()))
    reader.start()
    assert asked.wait(PATIENCE_SECONDS)

    draft.cancel()
    reader.join(PATIENCE_SECONDS / 2)

    assert not reader.is_alive()
    assert (heard, len(server.requests)) == ([], 1)
    assert draft.provider == ""


def test_a_draft_cancelled_before_it_is_read_asks_nobody(hanging: Server) -> None:
    draft = draft_by(client_of(hanging))

    draft.cancel()

    assert list(draft.stream()) == []
    assert hanging.requests == []


def test_cancelling_between_two_words_ends_the_quote() -> None:
    draft = AnswerDraft(
        is_answered=True, confidence=0.9, generation=stream_words("One two three four.")
    )
    heard = []
    for word in draft.stream():
        heard.append(word)
        if len(heard) == 2:
            draft.cancel()

    assert heard == ["One ", "two "]
