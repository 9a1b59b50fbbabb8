"""What a caller may do: abilities as data, resolved once a request."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Access:
    """A caller inside one workspace.

    abilities: what the role grants, from settings.ABILITIES; anything not in it is refused.
    """

    workspace_id: int
    workspace: str
    plan: str
    role: str
    user_id: int

    @property
    def abilities(self) -> frozenset[str]:
        return settings.ABILITIES.get(self.role, frozenset())

    @property
    def requests_per_minute(self) -> int:
        return settings.PLANS[self.plan].requests_per_minute
