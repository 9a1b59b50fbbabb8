"""Impersonation: staff act as a user, for minutes, with a reason, audited in every workspace."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.errors import NotImpersonable
from accounts.models import User
from accounts.services.sessions import SignedIn, start_session
from accounts.services.staff import record_staff_action

ACTION = "STAFF_IMPERSONATED"


@transaction.atomic
def impersonate(
    *, user: User, by: User, reason: str, user_agent: str, address: str, now: datetime
) -> SignedIn:
    """Start a session as the user that cannot be refreshed. Raises NotImpersonable.

    reason: shown in the audit logs of the user's workspaces.
    """
    if not can_be_impersonated(user):
        raise NotImpersonable
    record_staff_action(user=user, action=ACTION, facts={"reason": reason}, now=now)
    return start_session(
        user=user, user_agent=user_agent, address=address, now=now, impersonator=by
    )


def can_be_impersonated(user: User) -> bool:
    """False for users who may enter the portal, so that nobody gains rights by impersonation."""
    is_customer = not user.is_platform_staff
    return user.is_active and user.closed_at is None and is_customer
