"""A connection to a calendar elsewhere, made over REST, and the host whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from core.testing import shared
from scheduling.models import Host
from scheduling.tests.fixtures import make_host
from workspaces.models import Workspace
from workspaces.tests.factories import Person

CALDAV = {
    "kind": "CALDAV",
    "address": "https://dav.example/",
    "user_name": "ada",
    "secret": "very-secret",
}


@shared
def host(acme: Workspace) -> Host:
    return make_host(acme)


@shared
def made(acme: Workspace, alice: Person, host: Host) -> dict[str, Any]:
    answer = alice.api.post(
        f"/api/v1/workspaces/{acme.public_id}/calendar-connections",
        {**CALDAV, "host_id": host.public_id},
    )
    assert answer.status_code == 201, answer.json()
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(name="url")
def _url(base: str) -> str:
    return f"{base}/calendar-connections"
