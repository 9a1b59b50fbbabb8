"""How long one assessment takes, on one core, with 24 passages.

    python -m benchmarks.retrieval.speed

Measures CPU time, so that other load on the machine counts little; cold, since only the words of
passages are cached between questions.
"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.retrieval.dataset import CORPUS, load
from benchmarks.retrieval.search import Index
from knowledge.clients.embedding.minilm import minilm
from voice.answering import assess, search_query

PASSAGES = 24
EVERY = 4  # of the businesses; the rest would only repeat them


def main() -> None:
    embedder = minilm(threads=1)
    embedding, assessing = [], []
    for business in load(CORPUS)[::EVERY]:
        index = Index(business, embedder)
        for question in business.questions:
            query = search_query(question.text, question.history)
            passages = index.search(query, PASSAGES)
            before = time.process_time()
            embedder.embed_query(query)
            between = time.process_time()
            assess(question.text, passages, history=question.history, embedder=embedder)
            assessing.append(time.process_time() - between)
            embedding.append(between - before)
    for name, seconds in (("embed the question", embedding), ("assess", assessing)):
        p50, p95 = np.percentile(np.array(seconds) * 1000, (50, 95))
        print(f"{name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, of {len(seconds)} questions")


if __name__ == "__main__":
    main()
