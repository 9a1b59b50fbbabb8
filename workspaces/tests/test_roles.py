"""Roles: what each may do, and how many a workspace has."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from core.scope import as_table_owner
from core.testing import nothing_changes
from workspaces.abilities import ABILITIES, MATRIX
from workspaces.models import Membership, Workspace
from workspaces.plans import PLANS
from workspaces.tests.factories import Person, add_member, make_person


def test_each_role_includes_the_next_lower_one() -> None:
    assert ABILITIES["ADMIN"] > ABILITIES["MEMBER"] > ABILITIES["VIEWER"]
    assert ABILITIES["OWNER"] > ABILITIES["ADMIN"] - {"workspace.leave"}
    assert ABILITIES["OWNER"] == set(MATRIX) - {"workspace.leave"}


def test_each_role_adds_its_abilities() -> None:
    assert ABILITIES["VIEWER"] == {
        "workspace.view",
        "workspace.leave",
        "members.view",
        "usage.view",
        "agents.view",
        "knowledge.view",
        "conversations.view",
        "analytics.view",
        "contacts.view",
        "calendars.view",
        "appointments.view",
    }
    assert ABILITIES["MEMBER"] - ABILITIES["VIEWER"] == {
        "workspace.view_as_member",
        "members.view_as_member",
        "keys.view",
        "agents.change",
        "agents.publish",
        "knowledge.change",
        "conversations.reply",
        "contacts.change",
        "calendars.view_as_member",
        "appointments.view_as_member",
        "appointments.change",
    }
    assert ABILITIES["ADMIN"] - ABILITIES["MEMBER"] == {
        "workspace.change",
        "members.manage",
        "invitations.view",
        "invitations.manage",
        "audit.view",
        "keys.manage",
        "agents.delete",
        "conversations.delete",
        "contacts.erase",
        "calendars.change",
    }
    assert ABILITIES["OWNER"] - ABILITIES["ADMIN"] == {
        "workspace.change_as_owner",
        "workspace.delete",
        "workspace.networks",
        "workspace.transfer",
    }


def test_every_role_and_plan_is_described() -> None:
    assert set(ABILITIES) == set(Membership.Role.values)
    assert set(PLANS) == set(Workspace.Plan.values)


def test_plans_match_the_published_ones() -> None:
    assert {
        name: (plan.requests_per_minute, plan.messages_per_month) for name, plan in PLANS.items()
    } == {
        "FREE": (60, 100),
        "STARTER": (120, 2_000),
        "PROFESSIONAL": (300, 10_000),
        "ENTERPRISE": (1_000_000, None),
    }


def test_a_user_has_one_membership_per_workspace(acme: Workspace, bob: Person) -> None:
    with nothing_changes(), pytest.raises(IntegrityError, match="one_membership_per_person"):
        add_member(acme, bob, "VIEWER")


def test_a_workspace_has_one_owner(acme: Workspace) -> None:
    other = make_person("other")

    with nothing_changes(), pytest.raises(IntegrityError, match="one_owner_per_workspace"):
        add_member(acme, other, "OWNER")


def test_a_changed_role_applies_from_the_next_request(
    bob: Person, base: str, acme: Workspace
) -> None:
    assert bob.api.patch(base, {"name": "Bob's"}).status_code == 403

    with as_table_owner():
        Membership.everywhere.filter(user=bob.user).update(role="ADMIN")
    assert bob.api.patch(base, {"name": "Bob's"}).status_code == 200

    with as_table_owner():
        Membership.everywhere.filter(user=bob.user).delete()
    assert bob.api.patch(base, {"name": "Still Bob's"}).status_code == 404
