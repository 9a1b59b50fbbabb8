"""Bodies for the routes of accounts, workspaces and their members."""

from __future__ import annotations

from django.utils import timezone

from accounts import services as accounts
from accounts.services import resend_code
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_codes
from core.scope import workspace_scope
from operations.tests.api_world_rows import NETWORKS, Body, World, session_of
from workspaces.models import Membership
from workspaces.services import invitation_token
from workspaces.tests.factories import make_invitation, make_person, make_workspace


def _newcomers_code(_: World) -> dict[str, str]:
    user = make_user("newcomer", verified=False)
    resend_code(email=user.email, now=timezone.now())
    return {"email": user.email, "otp_code": mailed_codes(user.email)[-1]}


def _refresh_token(world: World) -> dict[str, str]:
    return {"refresh_token": session_of(world.owner).refresh_token}


def _owners_reset_code(world: World) -> dict[str, str]:
    email = world.owner.user.email
    accounts.forgot_password(email=email, by="code", now=timezone.now())
    code = mailed_codes(email)[-1]
    return {"email": email, "otp_code": code, "new_password": "another-horse-8"}


def _code_for_another_address(world: World) -> dict[str, str]:
    email = "another@example.com"
    accounts.request_email_change(
        user=world.owner.user, password=PASSWORD, email=email, now=timezone.now()
    )
    return {"otp_code": mailed_codes(email)[-1]}


def _password_of_an_owner_alone(world: World) -> dict[str, str]:
    """An owner of a workspace with other members cannot close the account."""
    with workspace_scope(world.workspace.pk):
        Membership.objects.exclude(user=world.owner.user).delete()
    return {"password": PASSWORD}


def _invitation_of_a_newcomer(world: World) -> dict[str, str]:
    invitation = make_invitation(world.workspace, world.owner, "newcomer@example.com")
    return {"token": invitation_token(invitation=invitation, mailed=True)}


def _invitation_of_the_owner(world: World) -> dict[str, str]:
    """An invitation to another workspace."""
    host = make_person("host")
    workspace = make_workspace(host, name="Host's")
    invitation = make_invitation(workspace, host, world.owner.user.email)
    return {"token": invitation_token(invitation=invitation, mailed=True)}


_CONTACT = {
    "name": "Dana Diver",
    "language": "de",
    "time_zone": "Europe/Vienna",
    "notes": "Calls on Mondays.",
    "do_not_contact": ["SMS"],
}
BODIES: dict[str, Body] = {
    "Auth.signup": lambda _: {
        "email": "new@example.com",
        "password": "SecurePass123!",
        "full_name": "New",
    },
    "Auth.verify_otp": _newcomers_code,
    "Auth.resend_otp": lambda _: {"email": "new@example.com"},
    "Auth.login": lambda world: {"email": world.owner.user.email, "password": PASSWORD},
    "Auth.refresh": _refresh_token,
    "Auth.forgot_password": lambda world: {"email": world.owner.user.email},
    "Auth.reset_password": _owners_reset_code,
    "Account.change_profile": lambda _: {"full_name": "Another Name"},
    "Account.change_password": lambda _: {
        "old_password": PASSWORD,
        "new_password": "another-horse-8",
    },
    "Account.change_email": lambda _: {"email": "another@example.com", "password": PASSWORD},
    "Account.confirm_email": _code_for_another_address,
    "Account.close": _password_of_an_owner_alone,
    "Workspaces.create": lambda _: {
        "name": "Second",
        "company_name": "Second Ltd",
        "address": "1 High Street",
        "phone": "+1-555-010-0100",
        "description": "The other one.",
        "timezone": "Europe/Vienna",
        "settings": {"a": 1},
    },
    "WorkspaceDetail.partial_update": lambda _: {
        "name": "Renamed",
        "company_name": "Renamed Ltd",
        "address": "2 High Street",
        "phone": "+1-555-010-0200",
        "description": "Under another name.",
        "logo_url": "https://example.com/logo.png",
        "timezone": "Asia/Kolkata",
        "settings": {"b": 2},
        "allowed_ips": NETWORKS,  # unchanged: only the owner may change them
    },
    "WorkspaceDetail.transfer": lambda world: {"member_id": world.ids["member_id"]},
    "Contacts.create": lambda _: {
        **_CONTACT,
        "email": "new@example.com",
        "phone": "+1-555-010-0300",
    },
    "Contacts.partial_update": lambda _: {
        **_CONTACT,
        "email": "another@example.com",
        "phone": "+1-555-010-0400",
    },
    "Contacts.merge": lambda world: {"contact_id": world.ids["other_contact_id"]},
    "Consents.create": lambda _: {
        "channel": "SMS",
        "state": "GIVEN",
        "source": "CALL",
        "wording": "Send me a message.",
        "at": "2026-01-01T09:00:00Z",
    },
    "Members.partial_update": lambda _: {"role": "ADMIN"},
    "Invitations.create": lambda _: {
        "email": "new@example.com",
        "role": "ADMIN",
        "name": "New",
    },
    "Invitations.partial_update": lambda _: {"role": "VIEWER"},
    "InvitationAnswers.offer": _invitation_of_a_newcomer,
    "InvitationAnswers.register": lambda world: {
        **_invitation_of_a_newcomer(world),
        "password": "SecurePass123!",
        "full_name": "Newcomer",
    },
    "InvitationAnswers.accept_by_token": _invitation_of_the_owner,
    "ApiKeys.create": lambda _: {
        "name": "Second",
        "allowed_domains": ["example.com"],
        "scopes": ["widget:chat"],
        "expires_at": "2099-01-01T00:00:00Z",
    },
    "ApiKeys.partial_update": lambda _: {
        "name": "Renamed",
        "allowed_domains": ["example.org"],
        "scopes": ["widget:read"],
        "expires_at": "2099-01-01T00:00:00Z",
    },
}
