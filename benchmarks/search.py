"""Retrieval alone, among 100,000 chunks, for tenants with few, many or all of them."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from statistics import mean

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from benchmarks.crowd import crowd
from benchmarks.platform_under_test import PlatformUnderTest, progress
from benchmarks.report import Figure, at_least, at_most, percentile
from benchmarks.retrieval.dataset import CORPUS, load
from core.scope import workspace_scope
from knowledge.clients.embedding.minilm import minilm
from knowledge.queries import search

PART = "Search, 100,000 chunks"
QUESTIONS = 100
TOP = 10
SEED = 7

Asked = tuple[str, NDArray[np.float32]]


def measure(platform: PlatformUnderTest) -> list[Figure]:
    asked = [(text, minilm().embed_query(text)) for text in _questions()]
    made = crowd()
    figures = []
    for size, workspace in made.workspaces.items():
        if size != max(made.workspaces):
            figures += _measure((workspace,), f"{size / made.chunks:.1%} of them", asked)
    # A caller of all workspaces has all of them.
    return figures + _measure(tuple(made.workspaces.values()), "all of them", asked)


def _measure(workspaces: tuple[int, ...], whose: str, asked: Sequence[Asked]) -> list[Figure]:
    progress(f"search: {len(asked)} questions to {whose}")
    _found(workspaces, asked[0], exactly=False)
    milliseconds, recalls = [], []
    for each in asked:
        began = time.perf_counter()
        found = _found(workspaces, each, exactly=False)
        milliseconds.append((time.perf_counter() - began) * 1000)
        recalls.append(recall(found, _found(workspaces, each, exactly=True)))
    return [
        Figure(PART, f"{whose}: p50", percentile(milliseconds, 50), "ms"),
        Figure(PART, f"{whose}: p95", percentile(milliseconds, 95), "ms", at_most(60)),
        Figure(PART, f"{whose}: recall@{TOP} of exact", mean(recalls), floor=at_least(0.99)),
    ]


def recall(found: Sequence[int], exact: Sequence[int]) -> float:
    """The share of expected results that were found; 1 if none was expected."""
    return len(set(found) & set(exact)) / len(exact) if exact else 1.0


def _found(workspaces: tuple[int, ...], asked: Asked, *, exactly: bool) -> list[int]:
    """Keys of the best chunks. exactly: compare every vector, without an index scan.

    Words are found by their index either way, so that the same chunks get a text rank.
    """
    text, vector = asked
    with workspace_scope(*workspaces):
        if exactly:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_indexscan = off")
                cursor.execute("SET LOCAL enable_seqscan = off")
        return [
            hit.chunk_id for hit in search(text=text, vector=vector, collection_ids=None, limit=TOP)
        ]


def _questions() -> list[str]:
    """Some questions of the retrieval corpus, on whose documents the chunks are modeled."""
    every = [question.text for business in load(CORPUS) for question in business.questions]
    return random.Random(SEED).sample(every, QUESTIONS)
