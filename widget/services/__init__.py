"""What visitors do, and what members do about them."""

from widget.services.chatting import Asked, chat
from widget.services.escalating import change_escalation, escalate, mail_escalation
from widget.services.looks import change_look
from widget.services.opinions import give_feedback
from widget.services.sessions import begin_session, open_session, record_event, tidy

__all__ = [
    "Asked",
    "begin_session",
    "change_escalation",
    "change_look",
    "chat",
    "escalate",
    "give_feedback",
    "mail_escalation",
    "open_session",
    "record_event",
    "tidy",
]
