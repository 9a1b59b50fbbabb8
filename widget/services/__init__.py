"""Writes of visitors, and of members about them."""

from widget.services.appearance import change_appearance, lock_appearance
from widget.services.asking import AskedByVisitor, chat
from widget.services.escalating import change_escalation, escalate, mail_escalation
from widget.services.feedback import record_feedback
from widget.services.sessions import begin_session, clean_up, get_or_create_session, record_event

__all__ = [
    "AskedByVisitor",
    "begin_session",
    "change_escalation",
    "change_appearance",
    "chat",
    "escalate",
    "lock_appearance",
    "record_feedback",
    "mail_escalation",
    "get_or_create_session",
    "record_event",
    "clean_up",
]
