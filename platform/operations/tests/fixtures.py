"""A running site with the demo's data, for browser tests; and one caller for many requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from typing import Any

import pytest
from django.test.testcases import LiveServerThread
from django.utils import timezone

from accounts import queries, tokens
from core.scope import as_table_owner
from core.testing.shared import Layers
from core.testing.tables import empty_tables
from knowledge.models import Document
from knowledge.services import ingest_document
from operations.demo.services import demo_path, make_demo
from widget.tests.browser import DemoAgent


@pytest.fixture
def same_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of many requests that change nothing: each session is looked up once, and each
    token read once.
    """
    look_up = lru_cache(queries.active_session)
    monkeypatch.setattr(tokens, "read_access", lru_cache(tokens.read_access))
    monkeypatch.setattr(queries, "active_session", lambda session_id: copy(look_up(session_id)))


@pytest.fixture(scope="module")
def site(layers: Layers, django_db_blocker: Any) -> Iterator[str]:
    """The base address of a server with the demo data, whose documents have been ingested."""
    with django_db_blocker.unblock():
        layers.drop()
        make_demo(now=timezone.now())
        with as_table_owner():
            documents = list(Document.everywhere.values_list("pk", "workspace_id"))
        for document, workspace in documents:
            ingest_document(document_id=document, workspace_id=workspace, now=timezone.now)
        # WhiteNoise serves the static files as in production, with its CORS header.
        server = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()
        demo_path().unlink()
        empty_tables()


@pytest.fixture(scope="module")
def demo_agent(site: str) -> DemoAgent:
    demo = json.loads(demo_path().read_text())
    return DemoAgent(
        agent_id=demo["agent_id"],
        api_key=demo["api_key"],
        name=demo["agent_name"],
        question="How much is a check-up?",
        answer="48 pounds",
        source="Practice handbook",
        unanswerable="Who won the football world cup?",
        fallback="I can't find that in our handbook. Please call the practice at +44 117 496 0123.",
        owner=(demo["email"], demo["password"]),
    )
