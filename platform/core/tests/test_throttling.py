"""Rate limits: exact under concurrency, in the headers of every response, harmless when Redis
fails.
"""

from __future__ import annotations

from typing import Any

import pytest

from core import throttling
from core.testing import ApiClient, nothing_changes, run_concurrently

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
REFRESH = "/api/v1/auth/refresh"
BAD_TOKEN = {"refresh_token": "not-a-token"}  # refused without a query


@pytest.fixture(autouse=True)
def _one_window(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Real limits, in a window that does not end during the test."""
    monkeypatch.setattr(throttling, "WINDOW_SECONDS", 10**10)
    settings.RATE_LIMIT_FACTOR = 1.0
    settings.TRUSTED_PROXIES = 1


def visitor(address: str) -> ApiClient:
    return ApiClient(**{"X-Forwarded-For": address})


def limits(answer: Any) -> tuple[int, int]:
    return tuple(int(answer.headers[name]) for name in HEADERS[:2])  # type: ignore[return-value]


def test_concurrent_counts_pass_exactly_the_limit() -> None:
    counted = run_concurrently(500, lambda _: throttling.count_request("tests", per_minute=60))

    assert sum(not each.exceeded for each in counted) == 60
    assert sorted(each.used for each in counted) == list(range(1, 501))
    assert sorted(each.remaining for each in counted)[-60:] == list(range(60))


def test_concurrent_requests_pass_exactly_the_limit() -> None:
    client = visitor("192.0.2.1")

    answers = run_concurrently(500, lambda _: client.post(REFRESH, BAD_TOKEN).status_code)

    assert (answers.count(401), answers.count(429)) == (60, 440)


def test_the_error_says_how_long_to_wait() -> None:
    client = visitor("192.0.2.1")
    for used in range(1, 61):
        assert limits(client.post(REFRESH, BAD_TOKEN)) == (60, 60 - used)

    answer = client.post(REFRESH, BAD_TOKEN)

    seconds = int(answer.headers["Retry-After"])
    assert answer.status_code == 429
    assert answer.json() == {
        "detail": f"Too many requests. Please try again in {seconds} s.",
        "code": "RATE_LIMITED",
        "field": None,
    }
    assert limits(answer) == (60, 0)
    assert seconds > 0


def test_a_refused_request_does_nothing(alice: Any) -> None:
    with nothing_changes():
        answers = [alice.api.post("/api/v1/workspaces", {}).status_code for _ in range(120)]
        answers.append(alice.api.post("/api/v1/workspaces", {"name": "One too many"}).status_code)

    assert answers == [400] * 120 + [429]


def test_addresses_are_counted_separately() -> None:
    for _ in range(61):
        visitor("192.0.2.1").post(REFRESH, BAD_TOKEN)

    assert visitor("192.0.2.1").post(REFRESH, BAD_TOKEN).status_code == 429
    assert visitor("192.0.2.2").post(REFRESH, BAD_TOKEN).status_code == 401


def test_tighter_limits_apply_beside_the_general_one(db: None) -> None:
    client = visitor("192.0.2.1")
    login = {"email": "nobody@example.com", "password": ""}

    answers = [client.post("/api/v1/auth/login", login) for _ in range(21)]

    assert [each.status_code for each in answers] == [400] * 20 + [429]
    assert limits(answers[-1]) == (20, 0)
    assert client.post(REFRESH, BAD_TOKEN).status_code == 401


def test_a_workspace_has_one_allowance_for_all_its_members(
    alice: Any, bob: Any, base: str, settings: Any
) -> None:
    settings.RATE_LIMIT_FACTOR = 3 / 1_000_000  # three per minute on its plan

    answers = [person.api.get(base).status_code for person in (alice, bob, alice, bob)]

    assert answers == [200, 200, 200, 429]


@pytest.mark.parametrize(("factor", "limit"), [(0.5, 30), (1.0, 60), (2.5, 150), (0.0001, 1)])
def test_the_factor_multiplies_every_limit(settings: Any, factor: float, limit: int) -> None:
    settings.RATE_LIMIT_FACTOR = factor

    assert limits(visitor("192.0.2.1").post(REFRESH, BAD_TOKEN)) == (limit, limit - 1)


def test_every_response_has_the_headers(alice: Any, charlie: Any, base: str) -> None:
    nobody = visitor("192.0.2.1")
    answers = {
        200: alice.api.get(base),
        201: alice.api.post("/api/v1/workspaces", {"name": "New"}),
        400: alice.api.call("POST", "/api/v1/workspaces", body=b"{"),
        401: nobody.get(base),
        404: nobody.get("/api/v1/nothing/here"),
        405: nobody.call("PUT", "/api/v1/workspaces"),
        413: nobody.call("POST", REFRESH, body=b"x" * 1_000_001),
        415: nobody.call("POST", REFRESH, body=b"x", content_type="text/plain"),
        "foreign": charlie.api.get(base),
        "bad token": ApiClient("nonsense").get(base),
        "head": alice.api.call("HEAD", base),
        "options": nobody.call("OPTIONS", base),
    }

    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {name: name for name in answers if isinstance(name, int)} | {
        "foreign": 404,
        "bad token": 401,
        "head": 200,
        "options": 204,
    }
    for name, answer in answers.items():
        assert [each for each in HEADERS if each not in answer.headers] == [], name
        assert all(answer.headers[each].isdigit() for each in HEADERS), name
        has_etag = "ETag" in answer.headers
        cached = "private, no-cache" if has_etag else "no-store"
        assert (answer.headers["Cache-Control"], has_etag) == (cached, name in (200, "head")), name


def test_pages_have_no_rate_limit_headers() -> None:
    answer = ApiClient().get("/livez")

    assert [each for each in HEADERS if each in answer.headers] == []


def test_requests_continue_without_redis(alice: Any, base: str, no_redis: None) -> None:
    answers = [alice.api.get(base) for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 200]
    assert [limits(each) for each in answers] == [(1_000_000, 1_000_000)] * 3
