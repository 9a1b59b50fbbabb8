"""Personal data in workspaces, and what happens to it when an account is closed.

A user's export includes everything in the workspaces that they own. Apps above add their part of a
workspace by `export_with_workspaces`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.data_holders import PersonalDataHolder
from accounts.models import User
from core.access import Access, check_network
from core.actor import current_actor
from core.archive import Archive
from core.db.locks import lock_rows
from core.scope import as_table_owner, granted_scope, workspace_scope
from workspaces import services
from workspaces.errors import OwnsSharedWorkspaces
from workspaces.exporting import export_workspace
from workspaces.models import Invitation, Membership, Workspace
from workspaces.queries import OPEN_WORKSPACES_OF_USER, pending_invitations_of, workspace_in_scope

# Adds an app's part of the workspace in scope, except secrets, to the archive's current object.
Section = Callable[[Workspace, Archive], None]

_sections: list[Section] = [export_workspace]


def export_with_workspaces(section: Section) -> None:
    """Called by an app's `AppConfig.ready`. Each section is read in a transaction of its own."""
    _sections.append(section)


class WorkspaceDataHolder(PersonalDataHolder):
    def export(self, user: User, archive: Archive) -> None:
        with granted_scope(OPEN_WORKSPACES_OF_USER, user.pk):
            archive.put_rows("memberships", _memberships(user))
            archive.put_rows("invitations_sent", _invitations_sent(user))
        archive.put_rows("invitations_received", _invitations_received(user))
        with archive.list("workspaces"):
            for workspace_id, role in _places(user):
                if role == Membership.Role.OWNER:
                    with archive.item():
                        _export_whole(workspace_id, archive)

    def check_export(self, user: User) -> None:
        """Raise AddressNotAllowed if an owned workspace does not accept the caller's network.

        The archive contains all of it.
        """
        _refuse_from_elsewhere(user)

    def check_closing(self, user: User) -> None:
        """Raise OwnsSharedWorkspaces or AddressNotAllowed.

        Otherwise nobody can join the owned workspaces until the transaction ends, since a new
        membership needs a lock on the workspace's row.
        """
        _refuse_from_elsewhere(user)
        with granted_scope(OPEN_WORKSPACES_OF_USER, user.pk):
            owned = Membership.objects.filter(user=user, role=Membership.Role.OWNER)
            workspaces = Workspace.objects.filter(pk__in=owned.values("workspace"))
            list(lock_rows(workspaces).values_list("pk"))
            others = Membership.objects.filter(workspace=OuterRef("pk")).exclude(user=user)
            shared = workspaces.filter(Exists(others)).order_by("name", "pk")
            names = list(shared.values_list("name", flat=True))
        if names:
            raise OwnsSharedWorkspaces(names=", ".join(names))

    def on_closed(self, user: User, *, now: datetime) -> None:
        for workspace_id, role in _places(user):
            with workspace_scope(workspace_id):
                workspace = workspace_in_scope()
                if role == Membership.Role.OWNER:
                    services.delete_workspace(workspace=workspace, now=now)
                else:
                    services.remove_member(
                        membership=Membership.objects.get(user=user),
                        by=_own_access(workspace, user, role),
                        now=now,
                    )

    def on_restored(self, user: User, *, closed_at: datetime, now: datetime) -> None:
        """Restore what was closed together with the account, at the same time."""
        with as_table_owner():
            owned = Membership.everywhere.filter(user=user, role=Membership.Role.OWNER)
            closed = Workspace.objects.filter(
                pk__in=owned.values("workspace"), deleted_at=closed_at
            )
            for workspace in closed.order_by("pk"):
                with workspace_scope(workspace.pk):
                    services.restore_workspace(workspace=workspace, now=now)

    def on_erased(self, user: User, *, anonymous_email: str, now: datetime) -> None:
        """Remove the address from invitations.

        The audit log keeps it, since its chain covers every word.
        """
        with as_table_owner():
            received = Invitation.everywhere.filter(email=user.email)
            received.filter(status=Invitation.Status.PENDING).update(
                status=Invitation.Status.CANCELLED, answered_at=now, updated_at=now
            )
            received.update(email=anonymous_email, name="")

    def on_disproven(self, user: User, *, now: datetime) -> None:
        for workspace_id, role in _places(user):
            if role != Membership.Role.OWNER:
                with workspace_scope(workspace_id):
                    services.undo_acceptance(user=user, now=now)

    def record_staff_action(
        self, user: User, *, action: str, facts: Mapping[str, object], now: datetime
    ) -> None:
        for workspace_id, _ in _places(user):
            with workspace_scope(workspace_id):
                services.record(action=action, target=user.public_id, after=facts, now=now)


def _refuse_from_elsewhere(user: User) -> None:
    """Raise AddressNotAllowed unless every owned workspace accepts the caller's network.

    Jobs and commands have no network, and pass.
    """
    address = current_actor().address
    if address is None:
        return
    with granted_scope(OPEN_WORKSPACES_OF_USER, user.pk):
        owned = Membership.objects.filter(user=user, role=Membership.Role.OWNER)
        restricted = Workspace.objects.filter(pk__in=owned.values("workspace"))
        for networks in restricted.values_list("allowed_ips", flat=True):
            check_network(address, networks)


def _places(user: User) -> list[tuple[int, str]]:
    """(workspace's key, role) for every workspace that the user can enter."""
    with granted_scope(OPEN_WORKSPACES_OF_USER, user.pk) as granted:
        return sorted((each.workspace_id, each.row["role"]) for each in granted)


def _export_whole(workspace_id: int, archive: Archive) -> None:
    for section in _sections:
        with workspace_scope(workspace_id):
            section(workspace_in_scope(), archive)


def _own_access(workspace: Workspace, user: User, role: str) -> Access:
    return Access(
        workspace_id=workspace.pk,
        workspace=workspace.public_id,
        plan=workspace.plan,
        role=role,
        user_id=user.pk,
    )


def _memberships(user: User) -> Iterator[dict[str, object]]:
    mine = Membership.objects.filter(user=user).select_related("workspace").order_by("pk")
    for each in mine.iterator():
        yield {
            "id": each.public_id,
            "workspace_id": each.workspace.public_id,
            "workspace": each.workspace.name,
            "role": each.role,
            "is_default": each.is_default,
            "created_at": each.created_at,
        }


def _invitations_sent(user: User) -> Iterator[dict[str, object]]:
    sent = Invitation.objects.filter(invited_by=user).select_related("workspace").order_by("pk")
    for each in sent.iterator():
        yield {
            "id": each.public_id,
            "workspace_id": each.workspace.public_id,
            "email": each.email,
            "role": each.role,
            "status": each.status,
            "created_at": each.created_at,
        }


def _invitations_received(user: User) -> Iterator[dict[str, object]]:
    for each in pending_invitations_of(user):
        yield {
            "id": each.public_id,
            "workspace_id": each.workspace_public_id,
            "workspace": each.workspace_name,
            "role": each.role,
            "invited_by": each.invited_by,
            "created_at": each.created_at,
            "expires_at": each.expires_at,
        }
