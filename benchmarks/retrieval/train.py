"""Trains the weights of voice/answering/weights.json on the corpus.

python -m benchmarks.retrieval.train            # writes the file
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval.dataset import APART, CORPUS, Business, Question, load
from benchmarks.retrieval.learning import Floats, fit_choice, fit_probability, matrix
from benchmarks.retrieval.search import TEXT_WEIGHT, Index
from knowledge.clients.embedding import Embedder, TokenEmbeddings, Vector
from knowledge.clients.embedding.minilm import minilm
from knowledge.sentences import sentences
from voice.answering import Passage, assessing, search_query
from voice.answering.assessing import PassageAnalysis, Preranking, Reranking
from voice.answering.evidence import Candidate
from voice.answering.extractive import quote
from voice.answering.features import Features
from voice.answering.model import FILE, Linear, Model

# Small enough that the share of answerable questions stays near that of the corpus.
ABLATED_WEIGHT = 0.07
DECIMALS = 4
ANSWER_LENGTH = 500  # characters, the default of an agent

PASSAGES = (
    "passage_cosine", "text_rank", "asked_over", "held", "held_over", "specific_held",
    "specific_lacking", "opens_section", "outdated", "worded_alike",
)  # fmt: skip
FIRST_LOOK = (
    "passage_cosine", "passage_rank", "coverage", "coverage_sentence", "all_found",
    "all_in_sentence", "key_found", "specific_found", "specific_missing", "holds_kind",
    "lacks_kind", "is_row", "length", "outdated", "is_code", "asked_over", "opening",
    "opens_answer", "worded_alike",
)  # fmt: skip
RANKING = (
    *FIRST_LOOK,
    "cosine_sentence", "cosine_context", "words_mean", "words_min", "words_mean_sentence",
    "words_min_sentence", "aligned", "aligned_min", "key_aligned", "missed",
    "cosine_heading", "opens_near",
)  # fmt: skip
CONFIDENCE = (
    "passage_cosine", "passage_rank", "coverage", "coverage_sentence", "all_found",
    "all_in_sentence", "specific_missing", "holds_kind", "lacks_kind", "is_row", "length",
    "outdated", "cosine_sentence", "words_mean_sentence", "words_min_sentence", "aligned",
    "key_aligned", "missed", "margin", "closed", "any_kind", "subject_words", "negation",
    "asked_over", "cosine_heading", "worded_alike", "unheard", "share", "section_margin",
    "background",
)  # fmt: skip

_NOTHING = Linear({})


class Remembering:
    """An embedder that caches every text: the folds of a cross-validation share most of them."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.name, self.dimensions = inner.name, inner.dimensions
        self._queries: dict[str, Vector] = {}
        self._tokens: dict[str, TokenEmbeddings] = {}

    def embed_query(self, text: str) -> Vector:
        if text not in self._queries:
            self._queries[text] = self._inner.embed_query(text)
        return self._queries[text]

    def embed_passages(self, texts: Sequence[str]) -> Iterator[Vector]:
        return self._inner.embed_passages(texts)

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenEmbeddings]:
        new = [text for text in dict.fromkeys(texts) if text not in self._tokens]
        self._tokens.update(zip(new, self._inner.embed_tokens(new), strict=True))
        return [self._tokens[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its search results.

    document_id: of the document that answers it; 0 for none.
    weight: its weight in training.
    """

    question: Question
    document_id: int
    query: str
    analyze_passages: PassageAnalysis
    weight: float = 1.0
    glances: dict[tuple[int, ...], Preranking] = field(default_factory=dict)

    def is_named_in(self, passage: Passage) -> bool:
        return passage.document_id == self.document_id and self.question.is_named_in(passage.text)

    def is_answered_by(self, candidate: Candidate) -> bool:
        return candidate.passage.document_id == self.document_id and self.question.is_named_in(
            candidate.text
        )

    def is_answered_in(self, reranking: Reranking) -> bool:
        return self.document_id != 0 and self.question.is_named_in(answer(reranking))

    def prerank(self, model: Model) -> Preranking:
        """Cached per order of the passages: models of different folds mostly agree."""
        scores = [model.passages(known) for known in self.analyze_passages.known]
        order = tuple(sorted(range(len(scores)), key=lambda i: -scores[i]))
        if order not in self.glances:
            self.glances[order] = assessing.prerank(self.analyze_passages, model)
        return self.glances[order]

    def reranking(self, model: Model, embedder: Embedder) -> Reranking | None:
        prerank = self.prerank(model)
        return assessing.rerank(prerank, embedder, model) if prerank.seen else None


def cases(businesses: Iterable[Business], embedder: Embedder, *, apart: bool = False) -> list[Case]:
    """The questions of the corpus, each searched in its business's documents.

    apart: only those reported separately; else all but those.
    """
    found = []
    for business in businesses:
        index = Index(business, embedder)
        for question in business.questions:
            if (question.category in APART) != apart:
                continue
            query = search_query(question.text, question.history)
            analyze_passages = assessing.analyze_passages(
                question.text, query, index.search(query), embedder
            )
            document_id = index.document_id(question.document) if question.answerable else 0
            found.append(Case(question, document_id, query, analyze_passages))
    return found


def without_the_answer(data: Iterable[Case], embedder: Embedder) -> list[Case]:
    """The answerable questions again, without any sentence that names the fact.

    The rest is as close to an answer as a wrong one can be, and so teaches best when to refuse.
    """
    ablated = []
    for case in data:
        if case.question.answerable:
            query = case.query
            vector = embedder.embed_query(query)
            passages = [
                _without_fact(p, case.question, vector, embedder)
                for p in case.analyze_passages.passages
            ]
            passages = sorted((p for p in passages if p.text), key=lambda p: -_fused(p))
            analyze_passages = assessing.analyze_passages(
                case.question.text, query, passages, embedder
            )
            ablated.append(Case(case.question, 0, query, analyze_passages, weight=ABLATED_WEIGHT))
    return ablated


def _without_fact(
    passage: Passage, question: Question, query: Vector, embedder: Embedder
) -> Passage:
    text = passage.text
    if not question.is_named_in(text):
        return passage
    for start, end in reversed(sentences(text)):
        if question.is_named_in(text[start:end]):
            text = f"{text[:start].rstrip(' ')}{text[end:]}".strip()
    if not text:
        return replace(passage, text="")
    embedded = "\n".join([" > ".join(passage.heading_path), text])
    (vector,) = embedder.embed_passages([embedded])
    return replace(passage, text=text, cosine=float(vector @ query))


def _fused(passage: Passage) -> float:
    return passage.cosine + TEXT_WEIGHT * passage.text_rank


def answer(reranking: Reranking) -> str:
    return quote(assessing.spans(reranking), ANSWER_LENGTH)


def train(data: Sequence[Case], ablated: Sequence[Case], embedder: Embedder) -> Model:
    """Train stage by stage, each on what the one before lets through."""
    passages = fit_choice(_passages(data), PASSAGES, penalty=0.02)
    draft = Model(passages, _NOTHING, _NOTHING, _NOTHING)
    preranking = fit_choice(
        _groups(data, [case.prerank(draft).seen for case in data], FIRST_LOOK),
        FIRST_LOOK,
        penalty=0.02,
    )
    draft = Model(passages, preranking, _NOTHING, _NOTHING)
    looks = [
        reranking.ranked if (reranking := case.reranking(draft, embedder)) else [] for case in data
    ]
    ranking = fit_choice(_groups(data, looks, RANKING), RANKING, penalty=0.02)
    draft = Model(passages, preranking, ranking, _NOTHING)
    judged = [
        (reranking.features, case.is_answered_in(reranking), case.weight)
        for case in [*data, *ablated]
        if (reranking := case.reranking(draft, embedder)) is not None
    ]
    confidence = fit_probability(
        matrix([known for known, _, _ in judged], CONFIDENCE),
        np.array([is_right for _, is_right, _ in judged]),
        CONFIDENCE,
        penalty=3.0,
        sample_weights=np.array([weight for _, _, weight in judged]),
    )
    return Model(passages, preranking, ranking, confidence)


def _passages(data: Sequence[Case]) -> list[tuple[Floats, NDArray[np.bool_]]]:
    """Features of the passages and which of them name the fact, if any does."""
    groups = []
    for case in data:
        right = np.array(
            [case.is_named_in(passage) for passage in case.analyze_passages.passages], bool
        )
        if right.any():
            groups.append((matrix(case.analyze_passages.known, PASSAGES), right))
    return groups


def _groups(
    data: Sequence[Case],
    rows: Sequence[Sequence[tuple[Candidate, object, Features]]],
    names: Sequence[str],
) -> list[tuple[Floats, NDArray[np.bool_]]]:
    """Features of the candidates and which of them are right, for questions that have one."""
    groups = []
    for case, candidates in zip(data, rows, strict=True):
        right = np.array([case.is_answered_by(each[0]) for each in candidates], bool)
        if right.any():
            groups.append((matrix([each[2] for each in candidates], names), right))
    return groups


def as_json(model: Model) -> str:
    """The file's text; rounded, so that another machine's last digits change nothing."""
    return (
        json.dumps(
            {
                name: {
                    "bias": round(linear.bias, DECIMALS),
                    "weights": {each: round(w, DECIMALS) for each, w in linear.weights.items()},
                }
                for name, linear in (
                    ("passages", model.passages),
                    ("preranking", model.preranking),
                    ("ranking", model.ranking),
                    ("confidence", model.confidence),
                )
            },
            indent=2,
        )
        + "\n"
    )


def main() -> None:
    embedder = Remembering(minilm())
    data = cases(load(CORPUS), embedder)
    FILE.write_text(as_json(train(data, without_the_answer(data, embedder), embedder)))
    print(f"{FILE} written, from {len(data)} questions.")


if __name__ == "__main__":
    main()
