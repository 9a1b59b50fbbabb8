"""A list endpoint, compared with views that run the same queries and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Session
from benchmarks import reference, tenants
from benchmarks.in_process import send
from benchmarks.platform_under_test import BenchmarkFailed, PlatformUnderTest, progress
from benchmarks.report import Figure, at_least, at_most
from core.scope import workspace_scope
from voice.agents.services import create_agent, publish_agent

PART = "List of 50 agents, signed in"
AGENTS = 50
ROUNDS = 40
REQUESTS = 5  # of each in every round
RATIO = at_least(0.6)
_OF_TRANSACTIONS = {"BEGIN", "COMMIT"}

Call = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Work:
    """The result of one request: its response, and the statements it ran."""

    answer: dict[str, Any]
    statements: list[str]


def measure(platform: PlatformUnderTest) -> list[Figure]:
    """Measures in this process and alternately, so that other load on the machine affects all
    alike.
    """
    tenant = tenants.make_tenant("Lister")
    with workspace_scope(tenant.workspace.pk):
        for number in range(1, AGENTS):  # the tenant has one
            agent = create_agent(name=f"Agent {number}", now=timezone.now())
            publish_agent(agent=agent, now=timezone.now())
    token = accounts.start_session(
        user=tenants.owner(), user_agent="", address="127.0.0.1", now=timezone.now()
    ).access_token
    reference.BareList.session = Session.objects.latest("pk").uuid
    reference.BareList.user = tenants.owner().pk
    reference.BareList.workspace = tenant.workspace.uuid
    with override_settings(ROOT_URLCONF=reference.__name__):
        with override_settings(MIDDLEWARE=[]):
            bare = WSGIHandler()
        agents = f"/api/v1/workspaces/{tenant.workspace.public_id}/agents"
        whole = _caller(WSGIHandler(), agents, token)
        by_models = _caller(bare, "/bare-list", token)
        by_statements = _caller(bare, "/bare-statements", token)
        work = _work_of(whole)
        reference.BareStatements.statements = work.statements
        reference.BareStatements.answer = work.answer
        if not work == _work_of(by_models) == _work_of(by_statements):
            raise BenchmarkFailed("A bare view does other work than the platform's own.")
        progress(f"list: {ROUNDS} rounds of {REQUESTS} requests")
        seconds = _in_turns([whole, by_models, by_statements])
    rates = [REQUESTS / median(each) for each in seconds]
    shares = [
        median(bare / own for own, bare in zip(seconds[0], each, strict=True)) for each in seconds
    ]
    return [
        Figure(PART, "the endpoint", rates[0], "/s"),
        Figure(PART, "bare DRF view, same queries by models and a serializer", rates[1], "/s"),
        Figure(PART, "bare DRF view, same statements without models", rates[2], "/s"),
        Figure(PART, "the endpoint, as a ratio to the one with models", shares[1], "", RATIO),
        Figure(PART, "the endpoint, as a ratio to the one without", shares[2]),
        Figure(PART, "queries", len(work.statements), "", at_most(5)),
    ]


def _caller(handler: WSGIHandler, path: str, token: str) -> Call:
    headers = {"Host": "localhost", "Authorization": f"Bearer {token}"}
    request = RequestFactory().get(path, headers=headers)
    return lambda: send(handler, request)


def _work_of(call: Call) -> Work:
    call()  # excludes the cost of a first request
    with CaptureQueriesContext(connection) as captured:
        answer = orjson.loads(call())
    statements = [query["sql"] for query in captured.captured_queries]
    return Work(answer, [each for each in statements if each not in _OF_TRANSACTIONS])


def _in_turns(calls: list[Call]) -> list[list[float]]:
    """For each call, the seconds of its requests in every round."""
    seconds: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, taken in zip(calls, seconds, strict=True):
            began = time.perf_counter()
            for _ in range(REQUESTS):
                call()
            taken.append(time.perf_counter() - began)
    return seconds
