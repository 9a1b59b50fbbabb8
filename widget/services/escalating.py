"""Escalations: create, change, mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from accounts.models import User
from core.events import publish_event
from core.jobs import enqueue
from core.mail import Prose, send_mail
from core.scope import workspace_scope
from core.throttling import count
from voice.agents.models import Agent
from voice.conversations.services import mark_escalated
from widget.events import EscalationRequested, LeadCaptured
from widget.models import Escalation, VisitorSession
from workspaces.contacts.models import Source
from workspaces.contacts.services import identify_contact
from workspaces.queries import manager_to_mail, managers
from workspaces.services import record_change

_MAILED_PER_HOUR = 60  # escalations per workspace, so that nobody can flood its managers' mailboxes
_HOUR = 3_600  # seconds


@transaction.atomic
def escalate(
    *, agent: Agent, session: VisitorSession, email: str, message: str, name: str, now: datetime
) -> Escalation:
    """Store an escalation and mail the workspace's owner and admins."""
    contact = identify_contact(name=name, email=email, source=Source.WIDGET, now=now)
    conversation = mark_escalated(
        conversation=session.required_conversation, email=email, name=name, contact=contact
    )
    escalation = Escalation.objects.create(
        workspace_id=session.workspace_id,
        agent=agent,
        conversation=conversation,
        contact=contact,
        name=name,
        email=email,
        message=message,
        created_at=now,
    )
    publish_event(
        EscalationRequested(
            conversation_id=conversation.public_id,
            agent_id=agent.public_id,
            escalation_id=escalation.public_id,
            contact_id=contact.public_id,
            email=email,
            name=name or None,
            message=message,
        )
    )
    publish_event(
        LeadCaptured(
            conversation_id=conversation.public_id,
            agent_id=agent.public_id,
            contact_id=contact.public_id,
            email=email,
            name=name or None,
        )
    )
    _mail_managers(escalation)
    return escalation


class EscalationChanges(TypedDict, total=False):
    """handled_by: a member of the workspace."""

    status: str
    handled_by: User | None


@transaction.atomic
def change_escalation(
    *, escalation: Escalation, now: datetime, **changes: Unpack[EscalationChanges]
) -> Escalation:
    before = _audit_values(escalation)
    for field, value in changes.items():
        setattr(escalation, field, value)
    is_resolved = escalation.status == Escalation.Status.RESOLVED
    escalation.resolved_at = (escalation.resolved_at or now) if is_resolved else None
    escalation.save(update_fields=[*changes, "resolved_at"])
    record_change(
        action="ESCALATION_CHANGED",
        target=escalation.public_id,
        before=before,
        after=_audit_values(escalation),
        now=now,
    )
    return escalation


def mail_escalation(*, workspace_id: int, escalation_id: int, member_id: int) -> None:
    """Mail one manager; does nothing if they or the escalation are gone."""
    with workspace_scope(workspace_id):
        found = Escalation.objects.select_related("agent", "conversation", "workspace")
        escalation = found.filter(pk=escalation_id).first()
        manager = manager_to_mail(member_id)
    if escalation is None or manager is None:
        return
    context = {
        "user": {"full_name": manager.user.full_name},
        "workspace": escalation.workspace.name,
        "agent": escalation.agent.name,
        "name": escalation.name,
        "email": escalation.email,
        "words": Prose(escalation.message),
        "conversation": escalation.conversation.public_id,
    }
    send_mail(manager.user.email, "escalation", context, reply_to=escalation.email)


def _mail_managers(escalation: Escalation) -> None:
    bucket = f"escalations:{escalation.workspace_id}"
    if count(bucket, limit=_MAILED_PER_HOUR, window_seconds=_HOUR).exceeded:
        return
    for member_id in managers().values_list("pk", flat=True):
        enqueue(
            "widget.mail_escalation",
            workspace_id=escalation.workspace_id,
            escalation_id=escalation.pk,
            member_id=member_id,
        )


def _audit_values(escalation: Escalation) -> dict[str, Any]:
    handler = escalation.handled_by
    return {
        "status": str(escalation.status),
        "handled_by": handler.public_id if handler else None,
    }
