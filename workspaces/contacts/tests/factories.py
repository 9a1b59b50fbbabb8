"""Contacts of a workspace, made and identified."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from core.scope import workspace_scope
from workspaces.contacts import services
from workspaces.contacts.models import Contact
from workspaces.models import Workspace

EMAIL, PHONE = "ann@example.com", "+43 660 1234567"


def make_contact(workspace: Workspace, name: str = "", **details: str) -> Contact:
    with workspace_scope(workspace.pk):
        return services.create_contact(name=name, **details, now=timezone.now())


def identify(
    workspace: Workspace,
    *,
    verified: Collection[str] = (),
    now: datetime | None = None,
    **given: str,
) -> Contact:
    with workspace_scope(workspace.pk):
        return services.identify_contact(
            **given, source="BOOKING", verified=verified, now=now or timezone.now()
        )


def fresh(contact: Contact) -> Contact:
    """Reload from the database."""
    with workspace_scope(contact.workspace_id):
        return Contact.objects.select_related("merged_into").get(pk=contact.pk)
