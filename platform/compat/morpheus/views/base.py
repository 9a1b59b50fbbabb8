"""Shared by the operations on the caller's customer."""

from __future__ import annotations

import uuid

from compat.morpheus.errors import CustomerMissing
from core.api import DefaultWorkspaceViewSet
from core.errors import DomainError


class DefaultCustomerViewSet(DefaultWorkspaceViewSet):
    """A view inside the caller's customer: the default one, or the one in X-Workspace-Id."""

    def non_member_error(self, wanted: uuid.UUID | None) -> DomainError:
        return CustomerMissing()
