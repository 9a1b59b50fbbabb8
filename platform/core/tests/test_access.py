"""Entering a workspace: not while it is suspended, and only from allowed networks."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core import ids
from core.access import Access, AddressNotAllowed, WorkspaceSuspended

PUBLIC_ID = uuid.UUID(int=7)
ROW: dict[str, Any] = {
    "workspace_id": 7,
    "workspace_uuid": PUBLIC_ID,
    "role": "MEMBER",
    "plan": "FREE",
    "is_suspended": False,
    "allowed_ips": None,
    "own_requests_per_minute": None,
}


def enter(address: str = "192.0.2.7", **facts: Any) -> Access:
    return Access.from_row(ROW | facts, user_id=1, address=address)


def test_a_member_is_granted_the_roles_abilities() -> None:
    access = enter()

    assert (access.workspace_id, access.workspace) == (7, ids.encode("ws", PUBLIC_ID))
    assert access.requests_per_minute == 60
    assert "agents.change" in access.abilities
    assert "workspace.change" not in access.abilities


def test_an_own_limit_replaces_the_plans() -> None:
    assert enter(own_requests_per_minute=999).requests_per_minute == 999


def test_an_unknown_role_has_no_abilities() -> None:
    assert enter(role="KING").abilities == frozenset()


def test_a_suspended_workspace_cannot_be_entered() -> None:
    with pytest.raises(WorkspaceSuspended):
        enter(is_suspended=True)


@pytest.mark.parametrize(
    ("allowed", "address", "is_let_in"),
    [
        (None, "203.0.113.9", True),
        ([], "203.0.113.9", True),
        (["192.0.2.0/24"], "192.0.2.200", True),
        (["192.0.2.0/24"], "192.0.3.1", False),
        (["10.0.0.1/32", "192.0.2.7/32"], "192.0.2.7", True),
        (["2001:db8::/32"], "2001:db8::5", True),
        (["2001:db8::/32"], "192.0.2.7", False),
        (["0.0.0.0/0"], "2001:db8::5", False),
    ],
)
def test_allowed_networks_are_matched(
    allowed: list[str] | None, address: str, is_let_in: bool
) -> None:
    if is_let_in:
        assert enter(address, allowed_ips=allowed).workspace_id == 7
    else:
        with pytest.raises(AddressNotAllowed):
            enter(address, allowed_ips=allowed)
