"""What the operations on the caller's customer share."""

from __future__ import annotations

import uuid

from compat.morpheus.errors import CustomerMissing
from core.api import HomeWorkspaceViewSet
from core.errors import DomainError


class HomeCustomerViewSet(HomeWorkspaceViewSet):
    """A view inside the caller's customer: their own, or the one that X-Workspace-Id names."""

    def non_member_error(self, wanted: uuid.UUID | None) -> DomainError:
        return CustomerMissing()
