"""What a caller may do: abilities as data, resolved once per request."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings

from core import ids
from core.errors import DomainError


class WorkspaceSuspended(DomainError):
    code, kind = "WORKSPACE_SUSPENDED", "denied"
    message = "This workspace is suspended. Please contact the platform's operator."


class AddressNotAllowed(DomainError):
    code, kind = "ADDRESS_NOT_ALLOWED", "denied"
    message = "This workspace does not accept requests from your network."


@dataclass(frozen=True, slots=True)
class Access:
    """A caller inside one workspace.

    workspace: its public id. own_requests_per_minute: set by staff, instead of the plan's.
    abilities: what the role grants, from settings.ABILITIES; anything else is refused.
    """

    workspace_id: int
    workspace: str
    plan: str
    role: str
    user_id: int
    own_requests_per_minute: int | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any], *, user_id: int, address: str) -> Self:
        """Build from a row of an SQL function such as `open_workspace`.

        Raises WorkspaceSuspended or AddressNotAllowed.
        """
        if row["is_suspended"]:
            raise WorkspaceSuspended
        check_network(address, row["allowed_ips"])
        return cls(
            workspace_id=row["workspace_id"],
            workspace=ids.encode("ws", row["workspace_uuid"]),
            plan=row["plan"],
            role=row["role"],
            user_id=user_id,
            own_requests_per_minute=row["own_requests_per_minute"],
        )

    @property
    def abilities(self) -> frozenset[str]:
        return settings.ABILITIES.get(self.role, frozenset())

    @property
    def requests_per_minute(self) -> int:
        return settings.PLANS[self.plan].requests_allowed(self.own_requests_per_minute)


def check_network(address: str, allowed: Sequence[str] | None) -> None:
    """Raise AddressNotAllowed for an address outside of these networks; an empty list allows
    all.
    """
    if not allowed:
        return
    caller = ipaddress.ip_address(address)
    if not any(caller in ipaddress.ip_network(each) for each in allowed):
        raise AddressNotAllowed
