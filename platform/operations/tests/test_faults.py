"""Fault tolerance: workers, the web process and the stores are killed while they work."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import psutil
import psycopg
import pytest

from operations.embedded.processes import wait_until
from operations.tests.running import Installation
from widget.tests.streams import answer_text, parse

pytestmark = pytest.mark.processes

RECOVERY_SECONDS = 90  # a lease of 20 s, a sweep of 5 s, and the work itself on a busy machine
# No TLS is used here, and loading the authorities for every request takes 30 ms.
HTTP: dict[str, Any] = {"timeout": 60, "verify": False}
ARTICLES = "\n\n".join(
    f"# Article {number}\n\n"
    + " ".join(
        f"Part {part} of article {number} costs {part + number} euros." for part in range(40)
    )
    for number in range(50)
)


class Desk:
    """The demo workspace of an installation, over its API."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.demo = json.loads((installation.var_dir / "demo.json").read_text())
        self.base = f"http://127.0.0.1:{installation.port}/api/v1"
        login = {"email": self.demo["email"], "password": self.demo["password"]}
        token = httpx2.post(f"{self.base}/auth/login", json=login, **HTTP).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.workspace = f"{self.base}/workspaces/{self.demo['workspace_id']}"

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(f"{self.workspace}/{path}", headers=self.headers, **HTTP)

    def upload(self, name: str, text: str) -> str:
        collection = self.get("collections").json()["collections"][0]["id"]
        answer = httpx2.post(
            f"{self.workspace}/documents",
            headers=self.headers,
            files={"file": (name, text.encode())},
            data={"collection_id": collection},
            **HTTP,
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def document(self, document_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"documents/{document_id}").json()
        return found

    def ask(self, question: str, **fields: str) -> list[dict[str, Any]]:
        answer = httpx2.post(
            f"{self.base}/widget/chat",
            headers={"X-API-Key": self.demo["api_key"]},
            json={"agent_id": self.demo["agent_id"], "message": question, **fields},
            **HTTP,
        )
        assert answer.status_code == 200, answer.text
        return parse(answer.content)

    def rows(self, query: str) -> list[Any]:
        """Query the database directly, as the table owner."""
        assert self.installation.state.database_url is not None
        with psycopg.connect(self.installation.state.database_url) as session:
            return session.execute(query).fetchall()


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Desk:
    made = Desk(installation)
    first = "SELECT status FROM knowledge_document ORDER BY id LIMIT 1"
    assert wait_until(lambda: made.rows(first) == [("COMPLETED",)], seconds=60)
    return made


def kill_group(pid: int) -> None:
    """SIGKILL a child of `up` and all its children."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in family:
        process.kill()


def test_an_ingestion_survives_a_killed_worker(desk: Desk) -> None:
    document_id = desk.upload("articles.md", ARTICLES)
    assert wait_until(lambda: desk.document(document_id)["progress"]["chunks_done"] > 0, seconds=60)
    interrupted = desk.document(document_id)
    assert interrupted["status"] == "PROCESSING"

    kill_group(desk.installation.pid_of("worker-ingestion"))

    assert wait_until(
        lambda: desk.document(document_id)["status"] == "COMPLETED", seconds=RECOVERY_SECONDS
    )
    detail = desk.document(document_id)
    assert [version["state"] for version in detail["versions"]] == ["LIVE"]
    counted = desk.rows(
        "SELECT count(*), count(DISTINCT index), count(*) FILTER (WHERE is_live) "
        "FROM knowledge_chunk c JOIN knowledge_document d ON d.id = c.document_id "
        "WHERE d.title = 'articles.md'"
    )
    assert counted == [(detail["chunk_count"],) * 3]


@pytest.mark.parametrize(
    ("name", "question"),
    [("web", "How much is a check-up?"), ("answers-1", "What does a check-up cost?")],
)
def test_answers_survive_killed_web_and_answer_processes(
    desk: Desk, name: str, question: str
) -> None:
    """Whatever each visitor received, every question has been answered, once."""
    before = desk.installation.pid_of(name)
    with ThreadPoolExecutor(12) as visitors:
        asking = [visitors.submit(_ask_until_cut, desk, question, number) for number in range(12)]
        assert wait_until(lambda: _messages(desk, question) > 0, seconds=30, poll_seconds=0.01)
        os.kill(before, signal.SIGKILL)
        for each in asking:
            each.result()

    assert wait_until(
        lambda: desk.rows("SELECT FROM conversations_message WHERE state = 'GENERATING'") == [],
        seconds=RECOVERY_SECONDS,
    )
    ended = desk.rows(
        "SELECT DISTINCT a.state, a.content FROM conversations_message q "
        "JOIN conversations_message a ON a.in_reply_to_id = q.id WHERE q.content = '"
        + question
        + "'"
    )
    assert ended == [("COMPLETED", "A check-up costs 48 pounds and takes about 30 minutes.")]
    assert wait_until(lambda: desk.installation.pid_of(name) != before, seconds=60)
    assert wait_until(desk.installation.is_ready, seconds=60)


def _ask_until_cut(desk: Desk, question: str, number: int) -> None:
    """A visitor who may lose the connection, or get none."""
    with contextlib.suppress(httpx2.TransportError, AssertionError):
        desk.ask(question, session_id=f"sess_cut_{number}")


def _messages(desk: Desk, content: str) -> int:
    return len(desk.rows(f"SELECT FROM conversations_message WHERE content = '{content}'"))


@contextlib.contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that accepts connections and answers nothing, as on a machine that hangs."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_visitors_are_answered_while_valkey_is_stopped(desk: Desk) -> None:
    """Without waiting for it to go on: it does only after the last answer."""
    question = "What is the price of a check-up?"
    assert "48 pounds" in answer_text(desk.ask(question))
    with stopped(desk.installation.pid_of("valkey")), ThreadPoolExecutor(6) as visitors:
        asking = [visitors.submit(desk.ask, question) for _ in range(6)]
        answers = [answer_text(each.result()) for each in asking]
        assert not desk.installation.is_ready()

    assert all("48 pounds" in answer for answer in answers)
    assert wait_until(desk.installation.is_ready, seconds=60)
    assert "48 pounds" in answer_text(desk.ask(question))


def test_traffic_survives_restarts_of_the_stores(desk: Desk) -> None:
    """Requests fail cleanly, in the door's dialect, and succeed afterwards; nothing is lost."""
    before = desk.get("documents").json()["total"]
    for name in ("postgresql", "valkey"):
        os.kill(desk.installation.pid_of(name), signal.SIGKILL)

    answers: list[int] = []

    def works_again() -> bool:
        answer = desk.get("documents")
        answers.append(answer.status_code)
        assert answer.headers["Content-Type"] == "application/json"
        if answer.status_code != 200:
            assert answer.status_code == 503, answer.text
            assert answer.json()["code"] == "UNAVAILABLE"
            assert int(answer.headers["Retry-After"]) > 0
        return answer.status_code == 200

    assert wait_until(works_again, seconds=60)
    assert wait_until(desk.installation.is_ready, seconds=60)
    assert desk.get("documents").json()["total"] == before
    assert "48 pounds" in answer_text(desk.ask("How much is a check-up?"))
