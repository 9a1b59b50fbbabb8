"""Ingestion of a 200-page PDF: time until it is searchable, and memory of its worker."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2
import psutil

from benchmarks import tenants
from benchmarks.pdf import handbook
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.report import Figure, at_most

PART = "Ingestion, 200-page PDF"
PAGES = 200
INGESTION_SECONDS = 240.0
MEGABYTE = 10**6
MEMORY = at_most(600)
_PATIENCE_SECONDS = 30.0  # the worker has both cores
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of a worker, its pool and its parser.

    together: the sum; memory that they share (the interpreter, after a fork) counts once for each.
    """

    together: int
    largest: int

    @classmethod
    def of(cls, worker: psutil.Process) -> Memory:
        sizes = []
        for process in (worker, *worker.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                sizes.append(process.memory_info().rss)
        return cls(sum(sizes), max(sizes, default=0))

    def or_more(self, other: Memory) -> Memory:
        return Memory(max(self.together, other.together), max(self.largest, other.largest))


def measure(platform: PlatformUnderTest) -> list[Figure]:
    """The second ingestion finds every chunk embedded already, and so measures everything else."""
    tenant = tenants.make_tenant("Reader")
    file = handbook(pages=PAGES)
    worker = psutil.Process(platform.service("worker-ingestion").pid)
    door = f"{platform.address}/api/v1"
    with httpx2.Client(base_url=door, trust_env=False, timeout=_PATIENCE_SECONDS) as api:
        api.headers["Authorization"] = f"Bearer {sign_in(api)}"
        documents = f"/workspaces/{tenant.workspace.public_id}/documents"
        progress("ingestion: first reading")
        before = Memory.of(worker)
        began = time.perf_counter()
        uploaded = body_of(
            api.post(
                documents,
                data={"collection_id": tenant.collection.public_id},
                files={"file": ("handbook.pdf", file, "application/pdf")},
            )
        )
        address = f"{documents}/{uploaded['id']}"
        document, peak = _await_completion(api, address, worker)
        seconds = time.perf_counter() - began
        progress("ingestion: second reading")
        began = time.perf_counter()
        body_of(api.post(f"{address}/reprocess"))
        _await_completion(api, address, worker)
        again = time.perf_counter() - began
    return [
        Figure(PART, "from the upload until searchable", seconds, "s", at_most(60)),
        Figure(PART, "pages a second", PAGES / seconds, "/s"),
        Figure(PART, "chunks a second", document["chunk_count"] / seconds, "/s"),
        Figure(PART, "chunks", document["chunk_count"]),
        Figure(PART, "read again, all but the embedding", again, "s", at_most(5)),
        Figure(PART, "worker before, all processes", before.together / MEGABYTE, "MB"),
        Figure(PART, "worker at most, all processes", peak.together / MEGABYTE, "MB", MEMORY),
        Figure(PART, "worker at most, largest process", peak.largest / MEGABYTE, "MB"),
    ]


def sign_in(api: httpx2.Client) -> str:
    tenants.owner()
    account = {"email": tenants.EMAIL, "password": tenants.PASSWORD}
    return str(body_of(api.post("/auth/login", json=account))["access_token"])


def _await_completion(
    api: httpx2.Client, address: str, worker: psutil.Process
) -> tuple[dict[str, Any], Memory]:
    """The ingested document, and the peak memory meanwhile."""
    deadline = time.monotonic() + INGESTION_SECONDS
    peak = Memory(0, 0)
    while time.monotonic() < deadline:
        peak = peak.or_more(Memory.of(worker))
        document = body_of(api.get(address))
        if document["status"] == "FAILED":
            raise BenchmarkFailed(f"The PDF could not be read: {document['error']}")
        if document["status"] == "COMPLETED":
            return document, peak
        time.sleep(_POLL_SECONDS)
    raise BenchmarkFailed(f"The PDF is not read after {INGESTION_SECONDS:.0f} s.")


def body_of(response: httpx2.Response) -> dict[str, Any]:
    """The body of a response. Raises BenchmarkFailed for an error."""
    if response.is_error:
        raise BenchmarkFailed(
            f"{response.request.method} {response.request.url.path} was answered with "
            f"{response.status_code}: {response.text[:200]}"
        )
    body: dict[str, Any] = response.json()
    return body
