"""Streams under stress: cut at random points and resumed; 200 of them open at the same time."""

from __future__ import annotations

import asyncio
import json
import math
import random
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import httpx2
import psutil
from django.utils import timezone

from benchmarks.knowledge_base import await_reading, begin_handbook
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.questions import QUESTIONS
from benchmarks.report import Figure, at_most, percentile
from benchmarks.slow_model import SlowModel
from benchmarks.start import await_demo, demo_desk
from benchmarks.tenants import Tenant, make_tenant
from benchmarks.visitors import Desk, client
from core import ids
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from voice.agents.models import Agent
from voice.agents.services import publish_agent
from voice.conversations.models import Message
from voice.providers.models import Provider

CUTS = 1_000
CUTTERS = 8  # concurrent visitors
MAX_PIECE_LENGTH = 900  # bytes before a cut; an answer with its sources has some 1,500
SEED = 2_027

TOGETHER = 200  # streams open at the same time
ARRIVALS = 28.0  # seconds over which visitors arrive: as fast as others leave
# duration of a model's answer: the last visitor arrives before the first leaves
SLOW_SECONDS = 30.0
WAVES = 3
ASKED_SLOWLY = "How much is a check-up?"
FIRST_BYTE = at_most(150)  # ms, for what is sent before the model's first word
GROWTH = at_most(5)  # % by which the memory of the third wave may exceed that of the second
MEGABYTE = 10**6


@dataclass(slots=True)
class Transcript:
    """What one visitor has received, over any number of connections.

    last: id of the last complete event. text: of the tokens.
    """

    message_id: str = ""
    text: str = ""
    last: int = -1
    connections: int = 0
    first_byte: float = 0.0
    is_over: bool = False
    ids: list[int] = field(default_factory=list)

    def take(self, block: bytes) -> None:
        lines = dict(
            line.split(": ", 1) for line in block.decode().splitlines() if not line.startswith(":")
        )
        if not lines:
            return
        body = json.loads(lines["data"])
        self.last = int(lines["id"])
        self.ids.append(self.last)
        self.message_id = body.get("message_id", self.message_id)
        self.text += body["content"] if body["type"] == "token" else ""
        self.is_over = body["type"] in ("done", "error")


def measure(platform: PlatformUnderTest) -> list[Figure]:
    await_demo(platform)
    progress(f"streams: {CUTS} cut and resumed")
    cut = asyncio.run(_cut_all(platform.address, demo_desk(platform)))
    progress(f"streams: {WAVES} times {TOGETHER} at the same time")
    return [*_judge(cut), *_together(platform)]


# --- Cut and resumed ------------------------------------------------------------------------------


async def _cut_all(address: str, desk: Desk) -> list[Transcript]:
    chance = random.Random(SEED)
    questions = islice(cycle(QUESTIONS), CUTS)

    async def visitor(connection: httpx2.AsyncClient) -> list[Transcript]:
        return [await _with_cuts(connection, desk, each, chance) for each in questions]

    async with client(address, visitors=CUTTERS) as connection:
        results = await asyncio.gather(*(visitor(connection) for _ in range(CUTTERS)))
    return [transcript for transcripts in results for transcript in transcripts]


async def _with_cuts(
    connection: httpx2.AsyncClient, desk: Desk, question: str, chance: random.Random
) -> Transcript:
    """Ask, lose the connection after some bytes, resume after the last event, repeatedly."""
    transcript = Transcript()
    asked = {"agent_id": desk.agent_id, "message": question}
    await _listen(connection, desk, transcript, "POST", "/api/v1/widget/chat", chance, json=asked)
    while not transcript.is_over:
        await _listen(connection, desk, transcript, "GET", _again(transcript), chance)
    return transcript


def _again(transcript: Transcript) -> str:
    return f"/api/v1/widget/chat/{transcript.message_id}/stream"


async def _listen(
    connection: httpx2.AsyncClient,
    desk: Desk,
    transcript: Transcript,
    method: str,
    path: str,
    chance: random.Random,
    **what: Any,
) -> None:
    """Read until a random byte, but always the first event, without which nothing can be
    resumed.
    """
    left = chance.randint(1, MAX_PIECE_LENGTH)
    headers = {"X-API-Key": desk.api_key}
    if transcript.last >= 0:
        headers["Last-Event-ID"] = str(transcript.last)
    rest = b""
    transcript.connections += 1
    async with connection.stream(method, path, headers=headers, **what) as response:
        response.raise_for_status()
        async for piece in response.aiter_bytes():
            rest += piece[:left] if transcript.message_id else piece
            left = max(left - len(piece), 0)
            *blocks, rest = rest.split(b"\n\n")
            for block in blocks:
                transcript.take(block)
            if left == 0 and transcript.message_id:
                return


def _judge(transcripts: list[Transcript]) -> list[Figure]:
    part = f"{CUTS} streams cut at random points and resumed"
    names = {each.message_id: each for each in transcripts}
    with as_table_owner():
        wanted = [uuid for name in names if (uuid := ids.decode(Message.id_prefix, name))]
        stored = {
            message.public_id: message for message in Message.everywhere.filter(uuid__in=wanted)
        }
    attempts = dict(
        Job.objects.filter(name="conversations.generate_reply").values_list(
            "arguments__message_id", "attempts"
        )
    )
    counts = {
        "connections that it took": sum(each.connections for each in transcripts),
        "texts unlike the stored answer": sum(
            each.text != stored[each.message_id].content for each in transcripts
        ),
        "streams with an event twice or out of order": sum(
            each.ids != sorted(set(each.ids)) for each in transcripts
        ),
        "questions not answered exactly once": sum(attempts[stored[name].pk] != 1 for name in names)
        + len(transcripts)
        - len(names),
    }
    return [
        Figure(part, name, count, floor=None if name.startswith("connections") else at_most(0))
        for name, count in counts.items()
    ]


# --- At the same time -----------------------------------------------------------------------------


def _together(platform: PlatformUnderTest) -> list[Figure]:
    tenant = make_tenant("Streams")
    await_reading(begin_handbook(tenant))
    text = asyncio.run(_one(platform.address, tenant.desk)).text
    processes = _processes(platform)
    figures, sizes = [], []
    with SlowModel(" ".join([text] * 4), seconds=SLOW_SECONDS).serving() as model:
        _have_it_answer(tenant, model)
        for wave in range(1, WAVES + 1):
            peaks, transcripts = asyncio.run(_wave(platform.address, tenant.desk, processes))
            sizes.append(peaks)
            waits = [each.first_byte * 1000 for each in transcripts]
            part = f"{TOGETHER} streams at the same time, wave {wave}"
            broken = sum(not each.is_over or text not in each.text for each in transcripts)
            figures += [
                Figure(part, "first byte p50", percentile(waits, 50), "ms"),
                Figure(part, "first byte p95", percentile(waits, 95), "ms", FIRST_BYTE),
                Figure(part, "broken off", broken, floor=at_most(0)),
                *(Figure(part, f"{name}, at most", peaks[name] / MEGABYTE, "MB") for name in peaks),
            ]
        asked = Figure(
            "Streams at the same time",
            f"asked of the model, for {WAVES * TOGETHER} answers",
            model.asked,
            floor=at_most(WAVES * TOGETHER),
        )
    growth = {name: 100 * (sizes[-1][name] / sizes[-2][name] - 1) for name in processes}
    return [
        *figures,
        asked,
        *(
            Figure(asked.part, f"growth of {name}, last wave", growth[name], "%", GROWTH)
            for name in processes
        ),
    ]


def _processes(platform: PlatformUnderTest) -> dict[str, psutil.Process]:
    """The serving and the answering process: the largest of each family."""
    found = {}
    for service in platform.services():
        if service.name == "web" or service.name.startswith("answers"):
            first = psutil.Process(service.pid)
            family = [first, *first.children(recursive=True)]
            found[service.name] = max(family, key=lambda each: each.memory_info().rss)
    return found


def _have_it_answer(tenant: Tenant, model: SlowModel) -> None:
    with workspace_scope(tenant.workspace.pk):
        provider = Provider.objects.create(
            workspace=tenant.workspace,
            name="Slow",
            base_url=model.address,
            api_key="slow",
            model="slow",
        )
        Agent.objects.update(provider=provider)
        publish_agent(agent=Agent.objects.get(), now=timezone.now())


async def _wave(
    address: str, desk: Desk, processes: dict[str, psutil.Process]
) -> tuple[dict[str, int], list[Transcript]]:
    """Peaks of the processes' resident bytes, and what each visitor received.

    Raises BenchmarkFailed if one of them has died.
    """
    peaks = dict.fromkeys(processes, 0)
    async with client(address, visitors=TOGETHER) as connection:

        async def visitor(number: int) -> Transcript:
            await asyncio.sleep(ARRIVALS * number / TOGETHER)
            try:
                return await _hear(connection, desk)
            except httpx2.HTTPError:
                return Transcript(first_byte=math.inf)

        visitors = [asyncio.create_task(visitor(number)) for number in range(TOGETHER)]
        while not all(task.done() for task in visitors):
            for name, process in processes.items():
                try:
                    peaks[name] = max(peaks[name], process.memory_info().rss)
                except psutil.NoSuchProcess as error:
                    raise BenchmarkFailed(f"{name} has died.") from error
            await asyncio.sleep(0.2)
        return peaks, await asyncio.gather(*visitors)


async def _one(address: str, desk: Desk) -> Transcript:
    async with client(address, visitors=1) as connection:
        return await _hear(connection, desk)


async def _hear(connection: httpx2.AsyncClient, desk: Desk) -> Transcript:
    transcript, rest, began = Transcript(), b"", time.perf_counter()
    async with connection.stream(
        "POST",
        "/api/v1/widget/chat",
        headers={"X-API-Key": desk.api_key},
        json={"agent_id": desk.agent_id, "message": ASKED_SLOWLY},
    ) as response:
        response.raise_for_status()
        async for piece in response.aiter_bytes():
            transcript.first_byte = transcript.first_byte or time.perf_counter() - began
            *blocks, rest = (rest + piece).split(b"\n\n")
            for block in blocks:
                transcript.take(block)
    return transcript
