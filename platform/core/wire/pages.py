"""Errors at the site's own addresses: an HTML page for browsers, JSON for programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from core.wire.answers import problem_response
from core.wire.dialect import Problem, dialect_for, root_dialect

View = Callable[..., HttpResponseBase]
_READING = ("GET", "HEAD")


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Shape an error: by the path's dialect, or for programs the root dialect, or as a page for
    browsers.
    """
    wants_page = "text/html" in request.headers.get("Accept", "")
    if dialect_for(request.path) is not None or not wants_page:
        return problem_response(request, problem, fallback=root_dialect())
    context = {"status": problem.status, "sentence": problem.detail}
    page = render(request, "error.html", context, status=problem.status)
    for name, value in problem.headers.items():
        page[name] = value
    return page


def only_read(view: View) -> View:
    """Decorator for a non-REST view that changes nothing: other methods get a 405."""

    @csrf_exempt
    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in _READING:
            sentence = f'Method "{request.method}" not allowed.'
            headers = {"Allow": ", ".join(_READING)}
            problem = Problem(405, "METHOD_NOT_ALLOWED", sentence, headers=headers)
            return refusal(request, problem)
        return view(request, *args, **kwargs)

    return read
