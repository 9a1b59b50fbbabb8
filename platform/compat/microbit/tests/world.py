"""A workspace at this door, a valid request for every route, and who may send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils import timezone

from accounts.services import start_session
from accounts.tests.factories import PASSWORD, make_staff
from core import ids
from core.scope import workspace_scope
from operations.tests.scheduling_rows import make_scheduling, tomorrow
from scheduling.services import create_calendar
from workspaces import services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.tests.factories import Person, add_member, make_person, make_workspace

BASE = "/microbit/api/v1"
INVITED = "invited@example.com"


@dataclass(frozen=True)
class World:
    """owner: of the workspace. invite_token: of an invitation of INVITED.
    ids: by the name of the path's parameter."""

    owner: Person
    workspace: Workspace
    invite_token: str
    ids: dict[str, str]


def make_world(owner: Person, name: str) -> World:
    """Create the world. The owner is staff, which one route requires."""
    make_staff(owner.user, "core.change_preference")
    workspace = make_workspace(owner, name=name)
    colleague, host = (make_person(f"{each}-{name.lower()}") for each in ("colleague", "host"))
    add_member(workspace, colleague, "MEMBER")
    invitation = invite(workspace, INVITED, by=owner)
    offer = invite(make_workspace(host, name="Host"), owner.user.email, by=host)
    return World(
        owner=owner,
        workspace=workspace,
        invite_token=services.invitation_token(invitation=invitation, mailed=False),
        ids={
            "workspace_id": workspace.public_id,
            "member_id": member_id(workspace, colleague),
            "invitation_id": invitation.public_id,
            "offer_id": offer.public_id,
            **_scheduling(workspace),
        },
    )


def _scheduling(workspace: Workspace) -> dict[str, str]:
    """The calendar can be deleted: the appointment stands in another."""
    with workspace_scope(workspace.pk):
        made = make_scheduling()
        hours = [(day, time(0), time(0)) for day in range(1, 7)]
        calendar = create_calendar(name="Idle", time_zone="UTC", hours=hours, now=timezone.now())
        slot = calendar.weekly_slots.earliest("pk")
    return {
        "calendar_id": calendar.public_id,
        "time_slot_id": slot.public_id,
        "appointment_id": made["appointment_id"],
    }


def invite(workspace: Workspace, email: str, *, by: Person, role: str = "MEMBER") -> Invitation:
    with workspace_scope(workspace.pk):
        return services.invite(email=email, role=role, by=by.user, now=timezone.now())


def member_id(workspace: Workspace, person: Person) -> str:
    with workspace_scope(workspace.pk):
        row = Membership.objects.get(user=person.user)
    return ids.encode("wm", row.uuid)


def _refresh_token(world: World) -> dict[str, str]:
    signed_in = start_session(
        user=world.owner.user, user_agent="", address="127.0.0.1", now=timezone.now()
    )
    return {"refresh_token": signed_in.refresh_token}


BODIES: dict[str, Callable[[World], dict[str, Any]]] = {
    "Auth.register": lambda world: {
        "email": INVITED,
        "password": "SecurePass123",
        "display_name": "John Doe",
        "invite_token": world.invite_token,
    },
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "Auth.refresh": _refresh_token,
    "Auth.change_password": lambda _: {"old_password": PASSWORD, "new_password": "NewPass456"},
    "Auth.change_profile": lambda _: {"display_name": "Jane Doe"},
    "Workspaces.create": lambda _: {
        "name": "My Company",
        "company_name": "Acme Corp",
        "address": "123 Main St",
        "phone": "+1-555-0100",
    },
    "WorkspaceDetail.update": lambda _: {
        "name": "Updated Name",
        "company_name": "New Corp Name",
        "address": "456 Oak Ave",
        "phone": "+1-555-0200",
    },
    "Members.change_role": lambda _: {"role": "admin"},
    "WorkspaceInvitations.create": lambda _: {"email": "newuser@example.com", "role": "member"},
    "Calendars.create": lambda _: {"name": "Support Calendar", "assistant_id": None},
    "Calendars.update": lambda _: {"name": "Updated Calendar Name", "assistant_id": None},
    "TimeSlots.create": lambda _: {
        "day_of_week": 0,
        "start_time": "09:00",
        "end_time": "17:00",
    },
    "TimeSlots.update": lambda _: {
        "day_of_week": 0,
        "start_time": "10:00",
        "end_time": "18:00",
    },
    "PublicCalendar.book": lambda _: {
        "start_time": tomorrow(11).isoformat(),
        "end_time": tomorrow(12).isoformat(),
        "customer_name": "John Smith",
        "customer_phone": "+1-555-1234",
        "customer_email": "john@example.com",
        "notes": "Need help with product setup",
    },
    "Settings.update": lambda _: {"registration_enabled": False},
    "Settings.test_smtp": lambda world: {"to_email": world.owner.user.email},
}
NULLABLE = {"invite_token", "assistant_id"}

_MEMBER_AND_ABOVE = {"OWNER", "ADMIN", "MEMBER"}
_ADMIN_AND_ABOVE = {"OWNER", "ADMIN"}

# As in the contract: a guest is below Member+.
ROLES: dict[str, set[str]] = {
    "WorkspaceDetail.retrieve": _MEMBER_AND_ABOVE,
    "WorkspaceDetail.update": _ADMIN_AND_ABOVE,
    "WorkspaceDetail.destroy": {"OWNER"},
    "Calendars.list": _MEMBER_AND_ABOVE,
    "Calendars.create": _ADMIN_AND_ABOVE,
    "Calendars.retrieve": _MEMBER_AND_ABOVE,
    "Calendars.update": _ADMIN_AND_ABOVE,
    "Calendars.destroy": _ADMIN_AND_ABOVE,
    "TimeSlots.list": {"OWNER", "ADMIN", "MEMBER", "VIEWER"},
    "TimeSlots.create": _ADMIN_AND_ABOVE,
    "TimeSlots.update": _ADMIN_AND_ABOVE,
    "TimeSlots.destroy": _ADMIN_AND_ABOVE,
    "Appointments.list": _MEMBER_AND_ABOVE,
    "Members.list": _MEMBER_AND_ABOVE,
    "Members.change_role": _ADMIN_AND_ABOVE,
    "Members.destroy": _ADMIN_AND_ABOVE,
    "WorkspaceInvitations.list": _ADMIN_AND_ABOVE,
    "WorkspaceInvitations.create": _ADMIN_AND_ABOVE,
    "WorkspaceInvitations.destroy": _ADMIN_AND_ABOVE,
}

QUERIES: dict[str, Callable[[World], dict[str, str]]] = {
    "PublicCalendar.available_slots": lambda _: {
        "start_date": "2040-03-05",
        "end_date": "2040-03-06",
        "duration_minutes": "30",
    },
}
