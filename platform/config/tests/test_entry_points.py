"""WSGI and ASGI serve the same responses and the same streams."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Any

import orjson
import pytest
from asgiref.testing import ApplicationCommunicator
from django.test.utils import override_settings

from config.asgi import application as asgi
from config.wsgi import application as wsgi
from knowledge.tests.factories import make_collection, make_document
from voice.agents.tests.factories import make_agent
from widget.tests.streams import answer_text, parse
from workspaces.models import Workspace
from workspaces.tests.factories import make_key

CHAT = "/api/v1/widget/chat"


@pytest.fixture
def question(transactional_db: None, acme: Workspace) -> tuple[bytes, str]:
    """The body of a question that a document answers, and a key that may ask it."""
    make_document(make_collection(acme))
    asked = {"agent_id": make_agent(acme).public_id, "message": "When can goods be returned?"}
    return orjson.dumps(asked), make_key(acme)


def through_wsgi(path: str, body: bytes = b"", key: str = "") -> tuple[str, bytes]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json",
        "HTTP_X_API_KEY": key,
    }
    started: list[str] = []
    response = wsgi(environ, lambda status, headers: started.append(status))
    content = b"".join(response)
    response.close()
    return started[0], content


async def through_asgi(path: str, body: bytes = b"", key: str = "") -> tuple[int, bytes]:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST" if body else "GET",
        "path": path,
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/json"),
            (b"x-api-key", key.encode()),
        ],
    }
    client = ApplicationCommunicator(asgi, scope)
    await client.send_input({"type": "http.request", "body": body})
    started = await client.receive_output(timeout=30)
    content = b""
    while True:
        part = await client.receive_output(timeout=30)
        content += part.get("body", b"")
        if not part.get("more_body"):
            return started["status"], content


def test_the_version_is_the_same_through_both(db: None) -> None:
    status, content = through_wsgi("/version")
    asgi_status, asgi_content = asyncio.run(through_asgi("/version"))

    assert (status, asgi_status) == ("200 OK", 200)
    assert content == asgi_content
    assert orjson.loads(content)["name"] == "Frontdesk"


def test_an_answer_streams_through_both(question: tuple[bytes, str]) -> None:
    status, content = through_wsgi(CHAT, *question)
    with override_settings(ANSWERS_INLINE=False):
        asgi_status, asgi_content = asyncio.run(through_asgi(CHAT, *question))

    assert (status, asgi_status) == ("200 OK", 200)
    for each in (content, asgi_content):
        stream = parse(each)
        assert answer_text(stream) == "Goods can be returned within 45 days of delivery."
        assert stream[-1]["type"] == "done"
