import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.clients.embedding import tokenizer
from knowledge.clients.embedding.minilm import DIMENSIONS, MiniLmEmbedder, minilm
from knowledge.clients.embedding.tokenizer import AssetCorrupt, count_tokens
from knowledge.clients.language import detect_language

FACTS = [
    "Breakfast is served from seven to ten in the garden room.",
    "Parking in the courtyard costs twelve euros per night.",
    "Dogs are welcome, but not in the restaurant.",
    "The wireless network is free; the password is on your key card.",
]


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return minilm()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When can I eat in the morning?", 0),
        ("How much do I pay to leave my car?", 1),
        ("May I bring my pet?", 2),
        ("How do I get online?", 3),
    ],
)
def test_a_question_is_nearest_to_its_answer(embedder, question, answer):
    passages = np.array(list(embedder.embed_passages(FACTS)))

    assert int(np.argmax(passages @ embedder.embed_query(question))) == answer


def test_vectors_always_have_length_one(embedder):
    texts = ["", " ", "?", "word " * 5000, "\u4f60\u597d", "x" * 5000]
    vectors = list(embedder.embed_passages(texts))

    assert [vector.shape for vector in vectors] == [(DIMENSIONS,)] * len(texts)
    assert all(vector.dtype == np.float32 for vector in vectors)
    np.testing.assert_allclose([np.linalg.norm(vector) for vector in vectors], 1, atol=1e-5)


def test_passages_keep_their_order_and_do_not_depend_on_batching(embedder):
    texts = [f"{'long ' * (i * 37 % 40)}text number {i}" for i in range(70)]

    together = np.array(list(embedder.embed_passages(texts)))
    alone = np.array([embedder.embed_query(text) for text in texts])

    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert list(embedder.embed_passages([])) == []


def test_text_beyond_the_window_is_ignored(embedder):
    begin = "word " * 300

    np.testing.assert_array_equal(
        embedder.embed_query(begin + "cat"), embedder.embed_query(begin + "dog")
    )


def test_tokens_have_their_positions(embedder):
    text = "The café’s Wi-Fi: 25.50 €"

    [embedded] = embedder.embed_tokens([text])

    assert [text[token.start : token.end] for token in embedded.tokens] == (
        "The café ’ s Wi - Fi : 25 . 50 €".split()
    )
    assert embedded.tokens[1].text == "cafe"
    assert embedded.vectors.shape == (len(embedded.tokens), DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(embedded.vectors, axis=1), 1, atol=1e-5)


def test_a_token_is_nearest_to_its_own_sense(embedder):
    def vector(text: str, word: str) -> np.ndarray:
        [embedded] = embedder.embed_tokens([text])
        return embedded.vectors[[token.text for token in embedded.tokens].index(word)]

    river = vector("We sat on the grassy bank of the river.", "bank")
    shore = vector("The river overflowed its bank after the rain.", "bank")
    money = vector("Please transfer the deposit to our bank account.", "bank")

    assert river @ shore > river @ money


def test_a_text_without_tokens_has_no_token_vectors(embedder):
    [embedded] = embedder.embed_tokens([""])

    assert embedded.tokens == ()
    assert embedded.vectors.shape == (0, DIMENSIONS)


def test_long_texts_have_only_the_windows_tokens(embedder):
    [embedded] = embedder.embed_tokens(["word " * 1000])

    assert len(embedded.tokens) == 254  # without [CLS] and [SEP]


def test_one_embedder_per_process_serves_many_threads():
    assert minilm() is minilm()
    fresh = MiniLmEmbedder()

    with ThreadPoolExecutor(8) as threads:
        vectors = list(threads.map(fresh.embed_query, FACTS * 4))

    np.testing.assert_allclose(vectors, list(minilm().embed_passages(FACTS * 4)), atol=1e-5)


def test_an_embedder_in_use_survives_a_fork():
    used = MiniLmEmbedder(threads=2)
    expected = used.embed_query(FACTS[0])

    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sending.send(used.embed_query(FACTS[0])))
    child.start()

    assert receiving.poll(30)
    np.testing.assert_allclose(receiving.recv(), expected, atol=1e-5)
    child.join()
    assert child.exitcode == 0


def test_tokens_are_counted_without_the_marks():
    assert count_tokens("") == 0
    assert count_tokens("Breakfast is served.") == 4
    assert (
        count_tokens("unaffordable") == 4
    )  # una ##fford ##able would be three: lower-cased pieces
    assert count_tokens("word " * 1000) == 1000


def test_a_modified_tokenizer_is_refused(monkeypatch, tmp_path):
    changed = tmp_path / "tokenizer.json"
    changed.write_bytes(tokenizer._FILE.read_bytes() + b" ")
    monkeypatch.setattr(tokenizer, "_FILE", changed)
    tokenizer._tokenizer.cache_clear()

    with pytest.raises(AssetCorrupt):
        count_tokens("text")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Breakfast is served from seven to ten.", "en"),
        ("Das Frühstück wird von sieben bis zehn serviert.", "de"),
        ("Le petit déjeuner est servi de sept à dix heures.", "fr"),
        ("El desayuno se sirve de siete a diez de la mañana.", "es"),
        ("早餐从七点到十点供应，停车免费。", "zh"),
        ("Breakfast is served from seven to ten. " * 10_000, "en"),
        ("OK", None),
        ("1234 5678 ::: 99", None),
        ("", None),
    ],
)
def test_a_language_is_returned_only_if_sure(text, language):
    assert detect_language(text) == language
