"""Compressed answers: which, for whom, and with which tags."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from core.http.compression import MIN_BYTES, accepts_gzip
from core.testing import ApiClient

GZIP = {"Accept-Encoding": "gzip"}
LONG = "Sells tents and everything that belongs to them. " * 30
REDOC, BUNDLE = "/redoc.js", "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css"


@pytest.fixture
def agent(alice: Any, base: str) -> str:
    """The path of an agent whose answer is long."""
    made = alice.api.post(f"{base}/agents", {"name": "Seller", "greeting_message": LONG[:1000]})
    return str(made.headers["Location"])


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("gzip; q=1.0, identity", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("gzipped", False),
        ("x-gzip2, deflate", False),
    ],
)
def test_gzip_is_sent_to_those_who_accept_it(header: str, is_accepted: bool) -> None:
    assert accepts_gzip(header) == is_accepted


def test_json_is_compressed(alice: Any, agent: str) -> None:
    plain, zipped = alice.api.get(agent), alice.api.get(agent, **GZIP)

    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert int(zipped.headers["Content-Length"]) == len(zipped.content) < len(plain.content) / 2
    for answer in (plain, zipped):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_compressed_answer_has_a_tag_of_its_own_that_is_good_everywhere(
    alice: Any, agent: str
) -> None:
    plain = alice.api.get(agent).headers["ETag"]
    zipped = alice.api.get(agent, **GZIP).headers["ETag"]

    assert zipped == plain.removesuffix('"') + '-gzip"'
    for tag in (plain, zipped, f"W/{zipped}"):
        known = alice.api.get(agent, **GZIP, **{"If-None-Match": tag})
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["ETag"] == tag.removeprefix("W/")
    changed = alice.api.patch(agent, {"name": "Other"}, **GZIP, **{"If-Match": zipped})
    stale = alice.api.patch(agent, {"name": "Third"}, **{"If-Match": zipped})
    assert (changed.status_code, stale.status_code) == (200, 412)


def test_a_small_answer_is_sent_as_it_is(alice: Any, base: str) -> None:
    answer = alice.api.get(f"{base}/collections", **GZIP)

    assert len(answer.content) < MIN_BYTES
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_head_has_the_headers_of_get(alice: Any, agent: str) -> None:
    head, get = alice.api.call("HEAD", agent, headers=GZIP), alice.api.get(agent, **GZIP)

    assert head.content == b""
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == get.headers[name]


def test_what_may_hold_a_secret_is_not_compressed(
    alice: Any, agent: str, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers to writes, answers about signing in, pages with forms; and errors."""
    monkeypatch.setattr("core.http.compression.MIN_BYTES", 10)
    answers = [
        alice.api.patch(agent, {"name": "Other"}, **GZIP),
        alice.api.post(f"{base}/api-keys", {"name": "Website"}, **GZIP),
        alice.api.get("/api/v1/auth/me", **GZIP),
        alice.api.get(f"{base}/nothing", **GZIP),
        Client().get("/docs", headers=GZIP),
        Client().get("/admin/login/", headers=GZIP),
    ]

    assert [each.status_code for each in answers] == [200, 201, 200, 404, 200, 200]
    assert [each for each in answers if "Content-Encoding" in each.headers] == []
    assert alice.api.get(agent, **GZIP).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/openapi.json", REDOC, BUNDLE])
def test_the_reference_is_compressed(path: str) -> None:
    client = Client()
    plain, zipped = client.get(path), client.get(path, headers=GZIP)

    whole = plain.content if not plain.streaming else b"".join(plain)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == whole
    assert len(zipped.content) < len(whole) * 0.4
    known = client.get(path, headers={**GZIP, "If-None-Match": zipped.headers["ETag"]})
    assert (known.status_code, known.headers["ETag"]) == (304, zipped.headers["ETag"])
    assert zipped.headers["ETag"] != plain.headers["ETag"]


def test_a_stream_is_not_compressed(alice: Any, base: str) -> None:
    for path in ("conversations/events", "audit-log/export"):
        answer = alice.api.get(f"{base}/{path}", **GZIP)
        assert (answer.status_code, answer.streaming) == (200, True)
        assert "Content-Encoding" not in answer.headers


def test_a_door_is_compressed_too(alice: Any) -> None:
    for number in range(12):
        alice.api.post("/api/v1/workspaces", {"name": f"Workspace {number}"})

    answer = ApiClient(**alice.api.headers).get("/microbit/api/v1/workspaces", **GZIP)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"Workspace 11" in gzip.decompress(answer.content)
