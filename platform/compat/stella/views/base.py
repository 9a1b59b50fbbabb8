"""The base of views in a workspace, with the contract's own errors."""

from __future__ import annotations

import uuid
from typing import ClassVar

from compat.stella.bodies import RequiredJson
from compat.stella.errors import NoAccessToWorkspace, NotTheOwner, WorkspaceNotFound
from core import ids
from core.api import WorkspaceViewSet
from core.errors import DomainError
from workspaces import queries


class StellaWorkspaceViewSet(WorkspaceViewSet):
    """A view in the workspace of the path. A foreign workspace differs from an unknown one.

    owners: actions whose error says that only the owner may.
    """

    owners: ClassVar[frozenset[str]] = frozenset()
    parser_classes = (RequiredJson,)

    def requested_workspace(self) -> uuid.UUID:
        value = ids.decode("ws", self.kwargs["workspace_id"])
        if value is None:
            raise WorkspaceNotFound
        return value

    def non_member_error(self, wanted: uuid.UUID | None) -> DomainError:
        exists = wanted is not None and queries.workspace_exists(wanted)
        return self.forbidden_error() if exists else WorkspaceNotFound()

    def forbidden_error(self) -> DomainError:
        return NotTheOwner() if self.action in self.owners else NoAccessToWorkspace()
