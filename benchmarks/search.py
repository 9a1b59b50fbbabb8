"""Retrieval by itself, among 10,000 chunks: how fast, and how much of the exact answer it finds."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from statistics import mean

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from benchmarks import knowledge_base
from benchmarks.platform_under_test import PlatformUnderTest, progress
from benchmarks.report import Figure, at_least, at_most, percentile
from benchmarks.retrieval.dataset import CORPUS, load
from core.scope import workspace_scope
from knowledge.clients.embedding.minilm import minilm
from knowledge.queries import search

PART = "Search, 10,000 chunks"
QUESTIONS = 200
TOP = 10
SEED = 7

Asked = tuple[str, NDArray[np.float32]]


def measure(platform: PlatformUnderTest) -> list[Figure]:
    workspace = knowledge_base.large().workspace.pk
    progress(f"search: {QUESTIONS} questions")
    asked = [(text, minilm().embed_query(text)) for text in _questions()]
    _found(workspace, asked[0], exactly=False)
    milliseconds, recalls = [], []
    for each in asked:
        began = time.perf_counter()
        found = _found(workspace, each, exactly=False)
        milliseconds.append((time.perf_counter() - began) * 1000)
        exact = _found(workspace, each, exactly=True)
        recalls.append(recall(found, exact))
    return [
        Figure(PART, "p50", percentile(milliseconds, 50), "ms"),
        Figure(PART, "p95", percentile(milliseconds, 95), "ms", at_most(60)),
        Figure(PART, f"recall@{TOP} of exact", mean(recalls), floor=at_least(0.99)),
    ]


def recall(found: Sequence[int], exact: Sequence[int]) -> float:
    """How much of what should have been found was; of nothing, all."""
    return len(set(found) & set(exact)) / len(exact) if exact else 1.0


def _found(workspace: int, asked: Asked, *, exactly: bool) -> list[int]:
    """Keys of the best chunks. exactly: every vector is compared, for want of an index."""
    text, vector = asked
    with workspace_scope(workspace):
        if exactly:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_indexscan = off")
        return [hit.chunk_id for hit in search(text=text, vector=vector, limit=TOP)]


def _questions() -> list[str]:
    """Some of the retrieval corpus, on whose documents the chunks are modelled."""
    every = [question.text for business in load(CORPUS) for question in business.questions]
    return random.Random(SEED).sample(every, QUESTIONS)
