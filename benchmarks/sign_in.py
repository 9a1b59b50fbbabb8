"""What a sign-in costs: most of it is the password's hash, which is slow on purpose."""

from __future__ import annotations

import time
from statistics import median

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from benchmarks import tenants
from benchmarks.in_process import send
from benchmarks.platform_under_test import PlatformUnderTest, progress
from benchmarks.report import Figure

PATH = "/api/v1/auth/login"
SIGN_INS = 20


def measure(platform: PlatformUnderTest) -> list[Figure]:
    progress(f"login: {SIGN_INS} times")
    tenants.owner()
    handler = WSGIHandler()
    _sign_in(handler)
    milliseconds = []
    for _ in range(SIGN_INS):
        began = time.process_time()
        _sign_in(handler)
        milliseconds.append((time.process_time() - began) * 1000)
    return [Figure("Sign-in", "CPU of the web process", median(milliseconds), "ms")]


def _sign_in(handler: WSGIHandler) -> None:
    body = orjson.dumps({"email": tenants.EMAIL, "password": tenants.PASSWORD})
    request = RequestFactory().post(
        PATH, body, content_type="application/json", headers={"Host": "localhost"}
    )
    send(handler, request)
