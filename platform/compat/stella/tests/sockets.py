"""Web processes on the suite's own database, and a Socket.IO client like those in the field."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import engineio
import httpx2
import pytest
import socketio
from django.conf import settings
from socketio.exceptions import ConnectionError

from accounts.tests.factories import token_of
from operations.embedded import ports
from operations.embedded.processes import wait_until
from workspaces.tests.factories import Person

PROJECT = Path(__file__).resolve().parents[4]
SECONDS = 60.0  # a hang fails the test instead of blocking the suite
EVENTS = ("feedback", "message", "chat_information")


@contextmanager
def web_process(**environment: str) -> Iterator[str]:
    """The base address of a web process as in production, on the suite's database and Redis.

    environment: additional variables.
    """
    port = ports.choose(None)
    base = f"http://127.0.0.1:{port}"
    serve = ["granian", "--interface", "asginl", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", *serve, "config.asgi:application"],
        cwd=PROJECT,
        env={**os.environ, **_environment(), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it has children
    )
    try:
        assert wait_until(lambda: _answers(base), seconds=SECONDS, poll_seconds=0.1)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _environment() -> dict[str, str]:
    database = settings.DATABASES["default"]
    person = f"{database['USER']}:{database['PASSWORD']}"
    place = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return {
        "PYTHONPATH": os.pathsep.join([str(PROJECT / "platform"), str(PROJECT)]),
        "DATABASE_URL": f"postgresql://{person}@{place}",
        "REDIS_URL": settings.REDIS_URL,
        "DATABASE_POOL": "1",
        "VAR_DIR": str(settings.VAR_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "JWT_KEYS": ",".join(settings.JWT_KEYS),
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "RATE_LIMIT_FACTOR": "1000000",
    }


def _answers(base: str) -> bool:
    try:
        return httpx2.get(f"{base}/ping", timeout=5).status_code == 200
    except httpx2.HTTPError:
        return False


class Caller:
    """A user calling the contract's routes of one web process."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base = base
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """The JSON of a response with 200."""
        answer = httpx2.request(
            method,
            f"{self.base}{path}",
            json=body,
            params=query,
            headers=self.headers,
            timeout=SECONDS,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def string(self, chat: str, *, message: bool = False) -> str:
        path = "/chat/authorize/message" if message else "/chat/authorize"
        key = "message_string" if message else "connection_string"
        return str(self.call("GET", path, chat_id=chat)[key])


class Refused(Exception):
    """The server's reason for refusing a client."""


class _Connection(engineio.Client):
    """Handles packets in the order in which they come, instead of in a thread each."""

    def _trigger_event(self, event: str, *args: Any, **options: Any) -> Any:
        return super()._trigger_event(event, *args, **{**options, "run_async": False})


class _Client(socketio.Client):
    def _engineio_client_class(self) -> type[engineio.Client]:
        return _Connection


class ChatClient:
    """A connection to a chat; emitted events are queued in `events`, in order."""

    def __init__(self, base: str, chat: str, string: str, *, transport: str = "websocket") -> None:
        self.chat = chat
        self.events: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.client = _Client(reconnection=False)
        for event in EVENTS:
            self.client.on(event, self._keeper(event), namespace="/chat")
        refusals: list[Any] = []
        self.client.on("connect_error", refusals.append, namespace="/chat")
        try:
            self.client.connect(
                f"{base}?chat_id={chat}&connection_string={string}",
                namespaces=["/chat"],
                transports=[transport],
                wait_timeout=SECONDS,
            )
        except ConnectionError as error:
            raise Refused(refusals) from error

    def _keeper(self, event: str) -> Any:
        return lambda data: self.events.put((event, data))

    def say(self, text: str, string: str, **fields: Any) -> None:
        body = {"message": text, "chat_id": self.chat, "message_string": string, **fields}
        self.emit(json.dumps(body))

    def emit(self, data: Any) -> None:
        self.client.emit("chat_message", data, namespace="/chat")

    def next(self) -> tuple[str, Any]:
        """The next event, with its JSON parsed."""
        event, data = self.events.get(timeout=SECONDS)
        return event, data if event == "message" else json.loads(data)

    def close(self) -> None:
        self.client.disconnect()


@contextmanager
def connected(caller: Caller, chat: str, **options: Any) -> Iterator[ChatClient]:
    client = ChatClient(caller.base, chat, caller.string(chat), **options)
    try:
        yield client
    finally:
        client.close()


@pytest.fixture(scope="module")
def base(django_db_setup: None) -> Iterator[str]:
    with web_process() as address:
        yield address


@pytest.fixture
def caller(transactional_db: None, base: str, alice: Person) -> Caller:
    return Caller(base, token_of(alice.user))
