"""Startup time: to the first sign of life and to the first answer."""

from __future__ import annotations

import asyncio
import json
import time

import httpx2

from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest
from benchmarks.questions import QUESTIONS
from benchmarks.report import Figure, at_most
from benchmarks.visitors import AnswerBroken, Desk, ask, client

FIRST_ANSWER_SECONDS = 120.0
WARM_ANSWER_CEILING = at_most(10)
_ASK_AGAIN_SECONDS = 0.2


def measure(platform: PlatformUnderTest) -> list[Figure]:
    """Leaves the platform running, started for the second time."""
    figures = []
    for kind, ceiling in (("Cold start", None), ("Warm start", WARM_ANSWER_CEILING)):
        platform.stop()
        began = time.monotonic()
        platform.start()
        platform.await_site()
        site = time.monotonic() - began
        await_demo(platform)
        answer = time.monotonic() - began
        figures += [
            Figure(kind, "until /readyz", site, "s"),
            Figure(kind, "until a question is answered from the handbook", answer, "s", ceiling),
        ]
    return figures


def demo_desk(platform: PlatformUnderTest) -> Desk:
    """Access to the demo workspace, which `up` creates at its first start."""
    path = platform.var_dir / "demo.json"
    platform.wait(path.exists, "has made no demo workspace")
    demo = json.loads(path.read_text())
    return Desk(demo["agent_id"], demo["api_key"])


def await_demo(platform: PlatformUnderTest) -> None:
    """Wait until an answer of the demo's agent has a source. Raises BenchmarkFailed."""
    desk = demo_desk(platform)
    asyncio.run(_ask_until_answered(platform, desk))


async def _ask_until_answered(platform: PlatformUnderTest, desk: Desk) -> None:
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    async with client(platform.address, visitors=1) as visitor:
        while time.monotonic() < deadline:
            try:
                if (await ask(visitor, desk, QUESTIONS[0])).is_sourced:
                    return
            except (AnswerBroken, httpx2.HTTPError):
                pass  # its handbook is being ingested, or the platform is starting
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
    raise BenchmarkFailed(
        f"The demo's agent does not answer {QUESTIONS[0]!r} after {FIRST_ANSWER_SECONDS:.0f} s."
    )
