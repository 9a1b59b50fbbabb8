"""Every route of the platform. A door is a prefix, a dialect and its routes."""

from __future__ import annotations

import sys

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from compat import doors
from core.http.hosts import register_host
from core.wire import Problem, register_dialect
from core.wire.native import NATIVE
from core.wire.pages import refusal
from core.wire.problems import NOT_FOUND, UNEXPECTED, problem_from

OWN_API = "api/v1"
VOICE_ROOMS = ["voice.providers", "voice.agents", "voice.evaluations", "voice.conversations"]
APPS_WITH_ROUTES = [
    "accounts",
    "workspaces",
    "workspaces.contacts",
    "knowledge",
    "scheduling",
    *VOICE_ROOMS,
    "widget",
    "analytics",
]
APPS_WITH_PAGES = ["accounts", "workspaces", "scheduling", "widget", "operations"]
DOORS = doors()

urlpatterns = [
    path("", include("operations.api.urls")),
    *[path("", include(f"{app}.pages.urls")) for app in APPS_WITH_PAGES],
    path("admin/", admin.site.urls),
]
register_dialect(f"/{OWN_API}", NATIVE)
urlpatterns += [path(f"{OWN_API}/", include(f"{app}.api.urls")) for app in APPS_WITH_ROUTES]
for door in DOORS:
    door.open()
    below = f"{door.prefix}/".lstrip("/")
    urlpatterns.append(path(below, include(door.urls)))
for host, name in settings.COMPAT_HOSTS.items():
    (chosen,) = [each for each in DOORS if each.name == name]
    register_host(host, chosen.prefix, chosen.served_paths)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, NOT_FOUND)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, Problem(400, "MALFORMED", "The request cannot be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, Problem(403, "FORBIDDEN", "You may not do this."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid CSRF token (settings.CSRF_FAILURE_VIEW)."""
    sentence = "Allow cookies for this site, then load the page and send its form again."
    return refusal(request, Problem(403, "FORBIDDEN", sentence))


def crashed(request: HttpRequest) -> HttpResponse:
    """Also for errors when a view's transaction is committed, after the view."""
    error = sys.exc_info()[1]
    return refusal(request, UNEXPECTED if error is None else problem_from(error))


handler400 = malformed
handler403 = forbidden
handler404 = not_found
handler500 = crashed
