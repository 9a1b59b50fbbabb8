"""The list of the user's workspaces, with one and with 200 of them, at every door that has it."""

from __future__ import annotations

import time
from statistics import median

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from benchmarks.in_process import send
from benchmarks.platform_under_test import PlatformUnderTest, progress
from benchmarks.report import Figure, at_most
from workspaces.services import create_workspace

PART = "GET /workspaces"
MANY = 200
TIMES = 30
QUERIES = at_most(4)
PATHS = {
    "insydr": "/api/v1/workspaces?limit=100",
    "microbit": "/microbit/api/v1/workspaces",
    "stella": "/workspace",
}
_OF_TRANSACTIONS = {"BEGIN", "COMMIT"}


def measure(platform: PlatformUnderTest) -> list[Figure]:
    progress(f"workspaces: 1 and {MANY}")
    handler = WSGIHandler()
    return [
        figure
        for number in (1, MANY)
        for door, path in PATHS.items()
        for figure in _figures(handler, door, path, number, _token(number))
    ]


def _token(workspaces: int) -> str:
    """An access token of a user with so many workspaces."""
    email = f"bench-{workspaces}@example.com"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, None, email_verified_at=timezone.now())
        for number in range(workspaces):
            create_workspace(owner=user, name=f"Bench {workspaces}-{number}", now=timezone.now())
    signed_in = accounts.start_session(
        user=user, user_agent="", address="127.0.0.1", now=timezone.now()
    )
    return signed_in.access_token


def _figures(
    handler: WSGIHandler, door: str, path: str, workspaces: int, token: str
) -> list[Figure]:
    request = RequestFactory().get(
        path, headers={"Host": "localhost", "Authorization": f"Bearer {token}"}
    )
    send(handler, request)
    with CaptureQueriesContext(connection) as captured:
        send(handler, request)
    ran = [each for each in captured.captured_queries if each["sql"] not in _OF_TRANSACTIONS]
    milliseconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        send(handler, request)
        milliseconds.append((time.perf_counter() - began) * 1000)
    name = f"{door}, {workspaces} of them"
    return [
        Figure(PART, f"{name}: queries", len(ran), "", QUERIES),
        Figure(PART, f"{name}: p50", median(milliseconds), "ms"),
    ]
