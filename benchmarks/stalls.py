"""Stores that stall, and clients that drip: the longest answer, and how soon they are closed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx2
import psutil

from benchmarks import tenants
from benchmarks.ingestion import MEGABYTE, Memory, sign_in
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.report import Figure, at_least, at_most
from benchmarks.visitors import Desk

STALL_SECONDS = 10.0
DRIPPING, DRIP_SECONDS = 700, 40.0
UNREAD, UNREAD_SECONDS = 700, 60.0
_STALL_PART = f"A store stopped for {STALL_SECONDS:.0f} s"
_DRIP_PART = f"{DRIPPING} bodies that drip"
_UNREAD_PART = f"{UNREAD} answers of a megabyte that are not read"
_PAUSE_SECONDS = 0.1
_QUESTION = "What does a note say?"
_PATIENCE_SECONDS = 30.0
_LARGE = (
    b"GET /static/drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js HTTP/1.1\r\n"
    b"Host: localhost\r\n\r\n"
)
_HEAD = (
    b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
)


def measure(platform: PlatformUnderTest) -> list[Figure]:
    tenant = tenants.make_tenant("Stalled")
    door = f"{platform.address}/api/v1"
    with httpx2.Client(base_url=door, trust_env=False, timeout=_PATIENCE_SECONDS) as api:
        api.headers["Authorization"] = f"Bearer {sign_in(api)}"
        documents = f"/workspaces/{tenant.workspace.public_id}/documents"
        account = {"email": tenants.EMAIL, "password": tenants.PASSWORD}
        file = {"file": ("note.md", b"# Note\n\nA note.", "text/markdown")}
        agents = f"/workspaces/{tenant.workspace.public_id}/agents"
        collection = {"collection_id": tenant.collection.public_id}
        requests: list[Callable[[], httpx2.Response]] = [
            lambda: api.get(documents),
            lambda: api.post("/auth/login", json=account),
            lambda: api.post(documents, data=collection, files=file),
            lambda: api.get(f"{platform.address}/readyz"),
            lambda: _whole_answer(api, tenant.desk),
            lambda: _complete_answer(api, tenant.desk),
            lambda: api.post(f"{agents}/{tenant.desk.agent_id}/test", json={"message": _QUESTION}),
        ]
        for request in requests:  # with the model loaded, which has nothing to do with stalls
            request().raise_for_status()
        figures = []
        for store in ("postgresql", "valkey"):
            progress(f"stalls: {store}")
            figures += _stall(platform, store, requests)
        progress(f"stalls: {DRIPPING} bodies that drip")
        figures += _drip(platform, requests[0])
        progress(f"stalls: {UNREAD} answers that are not read")
        return [*figures, *_leave_unread(platform, requests[0])]


def _whole_answer(api: httpx2.Client, desk: Desk) -> httpx2.Response:
    """Ask as the widget does, and read the stream to its end."""
    answer = api.post(
        "/widget/chat",
        json={"agent_id": desk.agent_id, "message": _QUESTION},
        headers={"X-API-Key": desk.api_key},
    )
    if answer.is_success and b'"done"' not in answer.content:
        raise BenchmarkFailed(f"An answer ends early: {answer.text}")
    return answer


def _complete_answer(api: httpx2.Client, desk: Desk) -> httpx2.Response:
    """Ask as the legacy embed does, which gets the answer as one piece of JSON."""
    begin = {"agent_id": desk.agent_id, "api_key": desk.api_key}
    begun = api.post("/widget/init", json=begin)
    if begun.is_error:
        return begun
    question = {
        "agent_id": desk.agent_id,
        "session_id": begun.json()["session_id"],
        "message": _QUESTION,
    }
    # The embed sends no sign-in.
    return api.post("/widget/chat", json=question)


def _stall(
    platform: PlatformUnderTest, store: str, requests: list[Callable[[], httpx2.Response]]
) -> list[Figure]:
    seconds: list[float] = []
    codes: set[int] = set()
    until = time.monotonic() + STALL_SECONDS

    def ask(request: Callable[[], httpx2.Response]) -> None:
        while time.monotonic() < until:
            began = time.perf_counter()
            codes.add(request().status_code)
            seconds.append(time.perf_counter() - began)
            time.sleep(_PAUSE_SECONDS)

    with _stopped(platform.service(store).pid):
        threads = [threading.Thread(target=ask, args=[each]) for each in requests for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    began = time.perf_counter()
    while any(request().is_error for request in requests):
        time.sleep(_PAUSE_SECONDS)
    back = time.perf_counter() - began
    others = len(codes - {200, 202, 503})
    return [
        Figure(_STALL_PART, f"{store}: longest answer", max(seconds), "s", at_most(3)),
        Figure(_STALL_PART, f"{store}: kinds of answers but 200, 202, 503", others, "", at_most(0)),
        Figure(_STALL_PART, f"{store}: all well again after", back, "s"),
    ]


@contextmanager
def _stopped(pid: int) -> Iterator[None]:
    """A server and all its processes, stopped in the middle of whatever they do."""
    server = psutil.Process(pid)
    family = [server, *server.children(recursive=True)]
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def _drip(platform: PlatformUnderTest, request: Callable[[], httpx2.Response]) -> list[Figure]:
    """Half of the clients send one byte and no more, the others one every second."""
    began = time.monotonic()
    clients = [socket.create_connection(("127.0.0.1", platform.port)) for _ in range(DRIPPING)]
    for client in clients:
        client.sendall(_HEAD)
        client.setblocking(False)
    closed_after: list[float] = []
    longest = 0.0
    while clients and time.monotonic() - began < DRIP_SECONDS:
        asked = time.perf_counter()
        request().raise_for_status()
        longest = max(longest, time.perf_counter() - asked)
        open_ = [each for number, each in enumerate(clients) if not _is_closed(each, number % 2)]
        closed_after += [time.monotonic() - began] * (len(clients) - len(open_))
        clients = open_
        time.sleep(1)
    for client in clients:
        client.close()
    last = max(closed_after, default=DRIP_SECONDS)
    return [
        Figure(_DRIP_PART, "closed", len(closed_after), "", at_least(DRIPPING)),
        Figure(_DRIP_PART, "the last closed after", last, "s", at_most(30)),
        Figure(_DRIP_PART, "longest answer to others meanwhile", longest, "s"),
    ]


def _leave_unread(
    platform: PlatformUnderTest, request: Callable[[], httpx2.Response]
) -> list[Figure]:
    """Half of the clients read nothing, the others a byte every second."""
    web = psutil.Process(platform.service("web").pid)
    at_rest, most = Memory.of(web), Memory(0, 0)
    clients = [socket.create_connection(("127.0.0.1", platform.port)) for _ in range(UNREAD)]
    ours = {client.getsockname()[1] for client in clients}
    began = time.monotonic()
    for client in clients:
        client.sendall(_LARGE)
        client.setblocking(False)
    longest = last = 0.0
    while _is_any_open(web, ours) and last < UNREAD_SECONDS:
        asked = time.perf_counter()
        request().raise_for_status()
        longest = max(longest, time.perf_counter() - asked)
        most = most.or_more(Memory.of(web))
        for client in clients[::2]:
            with suppress(OSError):
                client.recv(1)
        time.sleep(1)
        last = time.monotonic() - began
    for client in clients:
        client.close()
    grown = (most.together - at_rest.together) / MEGABYTE
    return [
        Figure(_UNREAD_PART, "the last closed after", last, "s", at_most(45)),
        Figure(_UNREAD_PART, "web process, grown by at most", grown, "MB"),
        Figure(_UNREAD_PART, "longest answer to others meanwhile", longest, "s"),
    ]


def _is_any_open(web: psutil.Process, ports: set[int]) -> bool:
    """True while the server has a connection to one of these ports."""
    family = [web, *web.children(recursive=True)]
    return any(
        each.status == psutil.CONN_ESTABLISHED and each.raddr.port in ports
        for process in family
        for each in process.net_connections("tcp")
    )


def _is_closed(client: socket.socket, drips: int) -> bool:
    try:
        while client.recv(4096):
            pass
    except BlockingIOError:
        if drips:
            with suppress(OSError):
                client.send(b" ")
        return False
    except OSError:
        pass
    client.close()
    return True
