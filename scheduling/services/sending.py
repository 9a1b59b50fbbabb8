"""Sending the mails of notices, each at most once in effect.

A mail that was sent while its worker died is sent again under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.db.locks import lock_rows
from core.mail import send_mail
from core.scope import workspace_scope
from scheduling.models import Appointment, AppointmentNotice
from scheduling.services.letters import TEMPLATE, write_letter
from scheduling.services.notices import NOT_SENT_ANY_MORE
from workspaces.contacts.models import Channel
from workspaces.contacts.queries import may_contact

Kind, State = AppointmentNotice.Kind, AppointmentNotice.State
_OPEN = (State.WAITING, State.FAILED)  # a failed job may be run again


def send_notice(*, notice_id: int, workspace_id: int, now: Callable[[], datetime]) -> None:
    """Send one mail, unless it was sent, or would not be true any more.

    Raises SMTPException or OSError, on which the job is tried again.
    """
    with workspace_scope(workspace_id):
        notice = _find(notice_id)
        if notice is None or notice.state not in _OPEN:
            return
        if reason := reason_to_drop(notice, now=now()):
            _finish(notice, state=State.DROPPED, error=reason)
            return
        letter = write_letter(notice)
    send_mail(
        notice.address,
        TEMPLATE,
        letter.context,
        reply_to=letter.reply_to,
        message_id=notice.public_id,
        attachments=letter.attachments,
    )
    with workspace_scope(workspace_id):
        _finish(notice, state=State.SENT, sent_at=now(), error="")


def fail_notice(*, notice_id: int, workspace_id: int, error: str) -> None:
    """Record that the mail could not be sent, after all attempts."""
    with workspace_scope(workspace_id):
        rows = AppointmentNotice.objects.filter(pk=notice_id, state=State.WAITING)
        for notice in rows:
            _finish(notice, state=State.FAILED, error=error[:500])


def reason_to_drop(notice: AppointmentNotice, *, now: datetime) -> str:
    """Why the mail is not sent; empty if it is. Needs a scope."""
    if not notice.details:
        return "The customer's data was erased."
    if notice.kind == Kind.REMINDER:
        return _reason_against_reminder(notice, now=now)
    return "A later mail says more." if _is_overtaken(notice) else ""


def _reason_against_reminder(notice: AppointmentNotice, *, now: datetime) -> str:
    appointment = notice.appointment
    if now >= notice.starts_at:
        return "It came too late."
    if appointment is None or appointment.status != Appointment.Status.CONFIRMED:
        return "The appointment is not confirmed."
    if appointment.starts_at != notice.starts_at:
        return "The appointment was moved."
    if appointment.contact and not may_contact(appointment.contact, Channel.EMAIL):
        return "The customer does not want to be contacted."
    if notice.minutes_before not in appointment.calendar.reminder_minutes:
        return NOT_SENT_ANY_MORE
    return ""


def _is_overtaken(notice: AppointmentNotice) -> bool:
    """True if the recipient is told of a later change: mails never arrive in the wrong order."""
    if notice.appointment_id is None:
        return notice.kind not in (Kind.CANCELLED, Kind.DECLINED)  # deleted with its calendar
    later = AppointmentNotice.objects.filter(
        appointment_id=notice.appointment_id,
        recipient=notice.recipient,
        address=notice.address,
        sequence__gt=notice.sequence,
    )
    return (
        later.exclude(kind__in=(Kind.REMINDER, Kind.CONFLICT)).exclude(state=State.DROPPED).exists()
    )


def _find(notice_id: int) -> AppointmentNotice | None:
    rows = AppointmentNotice.objects.filter(pk=notice_id)
    return rows.select_related("appointment__calendar", "appointment__contact__merged_into").first()


def _finish(notice: AppointmentNotice, **changes: object) -> None:
    """What it says of a customer who was erased meanwhile goes with its end."""
    rows = AppointmentNotice.objects.filter(pk=notice.pk, state__in=_OPEN)
    current = lock_rows(rows).first()
    if current is not None and current.details.get("is_erased_once_sent"):
        changes["details"] = {}
        if current.recipient == AppointmentNotice.Recipient.CUSTOMER:
            changes["name"] = changes["address"] = ""
    rows.update(**changes)
