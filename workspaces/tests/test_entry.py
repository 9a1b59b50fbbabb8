"""Entering a workspace: not while it is suspended, and only from allowed networks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.tests.factories import PASSWORD
from core.scope import workspace_scope
from core.testing import ApiClient, nothing_changes
from workspaces import services
from workspaces.models import Workspace
from workspaces.tests.factories import Person, add_member, make_key, make_person

PATH = "/api/v1/workspaces"


def suspend(workspace: Workspace) -> None:
    with workspace_scope(workspace.pk):
        services.suspend_workspace(workspace=workspace, now=timezone.now())


def test_a_suspended_workspace_is_listed_and_cannot_be_entered(
    alice: Person, bob: Person, charlie: Person, acme: Workspace, base: str
) -> None:
    suspend(acme)

    for person in (alice, bob):
        with nothing_changes():
            answers = [person.api.get(base), person.api.patch(base, {"name": "X"})]
        refused = [(each.status_code, each.json()["code"]) for each in answers]
        assert refused == [(403, "WORKSPACE_SUSPENDED")] * 2
        (listed,) = person.api.get(PATH).json()["workspaces"]
        assert (listed["id"], listed["is_suspended"]) == (acme.public_id, True)
    assert charlie.api.get(base).status_code == 404


def test_keys_of_a_suspended_workspace_are_refused_until_it_resumes(
    acme: Workspace, agent: Any
) -> None:
    visitor = ApiClient(**{"X-API-Key": make_key(acme)})
    config = f"/api/v1/widget/config/{agent.public_id}"

    suspend(acme)
    refused = visitor.get(config)

    assert (refused.status_code, refused.json()["code"]) == (403, "WORKSPACE_SUSPENDED")
    with workspace_scope(acme.pk):
        services.resume_workspace(workspace=acme, now=timezone.now())
    assert visitor.get(config).status_code == 200


def test_allowed_networks_are_stored_normalized(alice: Person, base: str) -> None:
    given = [
        *("127.0.0.1", "10.1.2.3/8", "10.0.0.0/8", " 2001:DB8::/32", "203.0.113.0/24"),
        *("::ffff:127.0.0.1", "::ffff:192.0.2.0/120", "::ffff:0:0/95"),
    ]

    shown = alice.api.patch(base, {"allowed_ips": given}).json()["allowed_ips"]

    assert shown == [
        *("127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32", "203.0.113.0/24"),
        *("192.0.2.0/24", "::fffe:0:0/95"),
    ]


@pytest.mark.parametrize(
    "text",
    ["x", "1.2.3", "1.2.3.4/33", "::1%lo", "example.com", "0x7f.1", "１27.0.0.1", "010.0.0.1"],
)
def test_an_invalid_network_is_refused(alice: Person, base: str, text: str) -> None:
    with nothing_changes():
        answer = alice.api.patch(base, {"allowed_ips": ["127.0.0.1", text]})

    assert (answer.status_code, answer.json()["code"]) == (400, "ALLOWED_IP_INVALID")
    assert answer.json()["field"] == "allowed_ips"


def test_other_networks_are_refused(alice: Person, base: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    office, home = {"X-Forwarded-For": "203.0.113.7"}, {"X-Forwarded-For": "198.51.100.1"}
    alice.api.patch(base, {"allowed_ips": ["203.0.113.0/24"]}, **office)

    with nothing_changes():
        refused = alice.api.patch(base, {"name": "X"}, **home)

    assert (refused.status_code, refused.json()["code"]) == (403, "ADDRESS_NOT_ALLOWED")
    assert alice.api.get(base, **office).status_code == 200
    alice.api.patch(base, {"allowed_ips": []}, **office)
    assert alice.api.get(base, **home).status_code == 200


def test_a_forged_address_is_refused(alice: Person, base: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    alice.api.patch(base, {"allowed_ips": ["203.0.113.0/24"]})

    refused = alice.api.get(base, **{"X-Forwarded-For": "203.0.113.7"})

    assert (refused.status_code, refused.json()["code"]) == (403, "ADDRESS_NOT_ALLOWED")
    settings.TRUSTED_PROXIES = 1
    behind_a_proxy = {"X-Forwarded-For": "203.0.113.7, 198.51.100.1"}
    assert alice.api.get(base, **behind_a_proxy).status_code == 403


def test_only_the_owner_changes_the_networks(alice: Person, acme: Workspace, base: str) -> None:
    adam = make_person("adam")
    add_member(acme, adam, "ADMIN")

    with nothing_changes():
        answer = adam.api.patch(base, {"allowed_ips": ["192.0.2.0/24"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "NETWORKS_ARE_THE_OWNERS")

    assert adam.api.patch(base, {"allowed_ips": [], "name": "Renamed"}).status_code == 200
    assert alice.api.patch(base, {"allowed_ips": ["127.0.0.0/8"]}).status_code == 200


def test_export_and_closing_are_refused_from_other_networks(
    alice: Person, base: str, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    alice.api.patch(base, {"allowed_ips": ["127.0.0.0/8"]})
    body = {"password": PASSWORD}

    with nothing_changes():
        for path, sent in (("export", None), ("close-account", body)):
            answer = alice.api.post(f"/api/v1/auth/{path}", sent, X_Forwarded_For="192.0.2.9")
            assert (answer.status_code, answer.json()["code"]) == (403, "ADDRESS_NOT_ALLOWED")
    assert alice.api.post("/api/v1/auth/export").status_code == 202
