"""The cost of signing in and staying signed in.

Most of a sign-in is the password's hash, which is slow on purpose. Measures CPU time, so that other
load does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from benchmarks import tenants
from benchmarks.in_process import send
from benchmarks.platform_under_test import PlatformUnderTest, progress
from benchmarks.report import Figure, at_most

PART = "Signing in, CPU of the web process"
TIMES = 20
CREDENTIALS = {"email": tenants.EMAIL, "password": tenants.PASSWORD}
SIGN_IN = at_most(60)  # ms

# The sign-in route of each contract.
DOORS = {
    "insydr": "/api/v1/auth/login",
    "microbit": "/microbit/api/v1/auth/login",
    "morpheus": "/morpheus/api/v1/auth/login",
    "voicera": "/voicera/api/v1/auth/login",
    "stella": "/auth/login",
}


def measure(platform: PlatformUnderTest) -> list[Figure]:
    progress(f"login: {TIMES} times at {len(DOORS)} doors")
    tenants.owner()
    handler = WSGIHandler()
    figures = [
        Figure(
            PART,
            f"login, {door}",
            _milliseconds(lambda path=path: _post(handler, path, CREDENTIALS)),  # type: ignore[misc]
            "ms",
            SIGN_IN,
        )
        for door, path in DOORS.items()
    ]
    signed_in = orjson.loads(_post(handler, DOORS["insydr"], CREDENTIALS))
    tokens = {"refresh_token": signed_in["refresh_token"]}
    me = RequestFactory().get(
        "/api/v1/auth/me",
        headers={"Host": "localhost", "Authorization": f"Bearer {signed_in['access_token']}"},
    )
    return [
        *figures,
        Figure(PART, "refresh", _milliseconds(lambda: _refresh(handler, tokens)), "ms"),
        Figure(
            PART, "a signed-in request (auth/me)", _milliseconds(lambda: send(handler, me)), "ms"
        ),
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    work()  # excludes first-time work
    taken = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return median(taken)


def _post(handler: WSGIHandler, path: str, body: dict[str, str]) -> bytes:
    request = RequestFactory().post(
        path, orjson.dumps(body), content_type="application/json", headers={"Host": "localhost"}
    )
    return send(handler, request)


def _refresh(handler: WSGIHandler, tokens: dict[str, str]) -> None:
    """Uses the token returned by the previous call."""
    tokens["refresh_token"] = orjson.loads(_post(handler, "/api/v1/auth/refresh", tokens))[
        "refresh_token"
    ]
