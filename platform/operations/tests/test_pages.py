"""Every page that an app serves: mounted, safe to look at, and with a content policy."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.tests.mailed_pages import ASK_AGAIN
from core.testing import nothing_changes
from scheduling.models import Calendar

APPS = sorted(
    path.parents[1].name
    for folder in (settings.BASE_DIR, settings.BASE_DIR / "platform")
    for path in Path(folder).glob("*/pages/urls.py")
)
PAGES = sorted(
    f"/{pattern.pattern}".replace("<path:name>", "main")
    for app in APPS
    for pattern in import_module(f"{app}.pages.urls").urlpatterns
)
# Pages that need a token, a time or a key.
WITHOUT_PARAMETERS = {
    "/book/appointment": 400,
    "/book/appointment/calendar.ics": 400,
    "/book/appointment/cancel": 400,
    "/book/appointment/move": 400,
    "/book/<str:calendar_id>/time": 303,
    "/calendars/feed.ics": 404,
    "/agenda/enter": 400,
}
each_page = pytest.mark.parametrize("path", PAGES)


def test_the_walk_finds_the_pages() -> None:
    assert APPS == ["accounts", "operations", "scheduling", "widget", "workspaces"]
    assert {"/", "/docs", "/reset-password", "/invitations", "/widget/studio"} <= set(PAGES)


@each_page
def test_a_page_is_mounted_and_has_a_policy(path: str, calendar: Calendar, client: Client) -> None:
    address = path.replace("<str:calendar_id>", calendar.public_id)
    with nothing_changes():
        answer = client.get(address)

    assert answer.status_code == WITHOUT_PARAMETERS.get(path, 400 if path in ASK_AGAIN else 200)
    assert "default-src" in answer["Content-Security-Policy"]
    assert "*" not in answer["Content-Security-Policy"]


@each_page
def test_a_page_takes_no_other_methods(path: str, db: None, client: Client) -> None:
    with nothing_changes():
        answers = [client.generic(method, path) for method in ("PUT", "PATCH", "DELETE")]

    assert [answer.status_code for answer in answers] == [405] * 3
