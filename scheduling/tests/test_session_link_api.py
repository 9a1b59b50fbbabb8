"""The link that signs a host in, asked for over REST."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes, shared
from scheduling.models import Calendar, Host, SessionLink
from scheduling.services import change_host
from scheduling.tests.agenda_pages import make_reader, signed_in
from scheduling.tests.fixtures import NOW
from workspaces.models import AuditEntry, Workspace
from workspaces.services import create_workspace
from workspaces.tests.factories import Person, add_member, make_person

SITE = settings.SITE_URL


@shared
def host(calendar: Calendar) -> Host:
    return make_reader(calendar)


def session_link(api: ApiClient, host: Host, workspace: Workspace) -> Any:
    return api.post(f"/api/v1/workspaces/{workspace.public_id}/hosts/{host.public_id}/session-link")


def test_managers_are_given_a_link(acme: Workspace, host: Host, alice: Person) -> None:
    answer = session_link(alice.api, host, acme)

    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"url", "expires_at"}
    assert (
        body["url"].startswith("http://testserver/agenda/enter?key=")
        or "/agenda/enter?key=" in body["url"]
    )
    assert answer["Location"].endswith(f"/hosts/{host.public_id}")
    left = datetime.fromisoformat(body["expires_at"]) - timezone.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.latest("number")
        (stored,) = SessionLink.objects.all()
    assert (entry.action, entry.target) == ("HOST_SESSION_LINK_CREATED", host.public_id)
    assert body["url"].partition("key=")[2] not in str(stored.__dict__)


def test_the_user_who_is_the_host_is_given_a_link(acme: Workspace, host: Host) -> None:
    mia, ian = make_person("mia"), make_person("ian")
    for each in (mia, ian):
        add_member(acme, each, "VIEWER")
    with workspace_scope(acme.pk):
        change_host(host=host, user=mia.user)

    assert session_link(mia.api, host, acme).status_code == 201
    with nothing_changes():
        assert session_link(ian.api, host, acme).status_code == 403


def test_a_foreign_host_is_given_none(acme: Workspace, host: Host) -> None:
    eve = make_person("eve")
    other = create_workspace(owner=eve.user, name="Other", now=NOW)
    with nothing_changes():
        assert session_link(eve.api, host, other).status_code == 404
        assert session_link(eve.api, host, acme).status_code == 404


@pytest.mark.usefixtures("page_clock")
def test_signing_in_stands_in_the_log(acme: Workspace, host: Host) -> None:
    signed_in(host)

    with workspace_scope(acme.pk):
        entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.actor) == ("HOST_SIGNED_IN", host.public_id)
