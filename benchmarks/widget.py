"""Concurrent visitors: time to the first word, and answers per second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import httpx2

from benchmarks import knowledge_base
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.questions import QUESTIONS
from benchmarks.report import Figure, at_most, percentile
from benchmarks.start import await_demo, demo_desk
from benchmarks.visitors import Answer, AnswerBroken, Desk, ask, client

LEVELS = {1: 60, 10: 150, 50: 250}  # concurrent visitors → number of questions
LOADER = "/widget.js"
SCRIPTS = ["/widget/main.js", "/widget/dialog.js"]
LANGUAGES = [f"/widget/languages/{code}.js" for code in "en de fr es it pt nl pl ar ja".split()]
LEVEL_SECONDS = 20.0  # after which nobody asks another question
WARM_UP = 5
FIRST_TOKEN_CEILING = at_most(150)  # ms; for one visitor and 10,000 chunks


@dataclass(frozen=True, slots=True)
class Level:
    """The result for one number of visitors. seconds: from the first question to the last end.

    broken: streams that ended without an answer.
    """

    visitors: int
    answers: list[Answer]
    broken: int
    seconds: float


def measure(platform: PlatformUnderTest) -> list[Figure]:
    """Once with the demo's handbook alone, once with it among 10,000 chunks."""
    await_demo(platform)
    progress("widget: the handbook")
    small = _levels(platform, demo_desk(platform))
    large_desk = knowledge_base.large().desk
    progress(f"widget: {knowledge_base.CHUNKS} chunks")
    large = _levels(platform, large_desk)
    return [
        *_sizes(platform.address),
        *_figures("Widget, small handbook", small, with_ceiling=False),
        *_figures("Widget, 10,000 chunks", large, with_ceiling=True),
    ]


def _sizes(address: str) -> Iterator[Figure]:
    """Bytes over the wire for a visitor's browser, in the largest language."""
    sizes = {path: _gzip_size(f"{address}{path}") for path in [LOADER, *SCRIPTS, *LANGUAGES]}
    whole = sum(sizes[path] for path in [LOADER, *SCRIPTS]) + max(sizes[path] for path in LANGUAGES)
    yield Figure("Widget", "loader, gzip", sizes[LOADER] / 1000, "kB", at_most(4))
    yield Figure("Widget", "everything, gzip", whole / 1000, "kB", at_most(24))


def _gzip_size(url: str) -> int:
    with httpx2.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        answer.raise_for_status()
        return sum(len(piece) for piece in answer.iter_raw())


def _levels(platform: PlatformUnderTest, desk: Desk) -> list[Level]:
    asyncio.run(_level(platform.address, desk, visitors=1, questions=WARM_UP))
    return [
        asyncio.run(_level(platform.address, desk, visitors=visitors, questions=questions))
        for visitors, questions in LEVELS.items()
    ]


async def _level(address: str, desk: Desk, *, visitors: int, questions: int) -> Level:
    """Each visitor asks the next question as soon as the last one is answered."""
    open_questions = islice(cycle(QUESTIONS), questions)
    began = time.perf_counter()
    async with client(address, visitors=visitors) as connection:
        results = await asyncio.gather(
            *(
                _visit(connection, desk, open_questions, until=began + LEVEL_SECONDS)
                for _ in range(visitors)
            )
        )
    seconds = time.perf_counter() - began
    answers = [answer for answered, _ in results for answer in answered]
    if not answers:
        raise BenchmarkFailed(f"Of {visitors} visitors at once, none was answered.")
    return Level(visitors, answers, sum(broken for _, broken in results), seconds)


async def _visit(
    connection: httpx2.AsyncClient, desk: Desk, questions: Iterator[str], *, until: float
) -> tuple[list[Answer], int]:
    """The answers of one visitor, and the number that broke off."""
    answers, broken = [], 0
    for question in questions:
        try:
            answers.append(await ask(connection, desk, question))
        except (AnswerBroken, httpx2.HTTPError):
            broken += 1
        if time.perf_counter() > until:
            break
    return answers, broken


def _figures(part: str, levels: list[Level], *, with_ceiling: bool) -> Iterator[Figure]:
    for level in levels:
        who = "1 visitor" if level.visitors == 1 else f"{level.visitors} visitors"
        waits = [answer.first_token_seconds * 1000 for answer in level.answers]
        ceiling = FIRST_TOKEN_CEILING if with_ceiling and level.visitors == 1 else None
        yield Figure(part, f"first token p50, {who}", percentile(waits, 50), "ms")
        yield Figure(part, f"first token p95, {who}", percentile(waits, 95), "ms", ceiling)
        yield Figure(part, f"answers a second, {who}", len(level.answers) / level.seconds, "/s")
    answers = [answer for level in levels for answer in level.answers]
    sourced = sum(answer.is_sourced for answer in answers)
    broken = sum(level.broken for level in levels)
    yield Figure(part, "answers with a source", 100 * sourced / len(answers), "%")
    yield Figure(part, f"broken off, of {len(answers) + broken}", broken, floor=at_most(0))
