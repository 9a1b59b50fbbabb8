"""Mails about appointments: recorded in the transaction of what they tell of.

A notice keeps what it says (`Details`), and is sent by a job of its own; a reminder waits for its
time (`reminding.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.jobs import enqueue
from core.mailboxes import mailbox_of
from core.throttling import bucket_of, count
from scheduling.models import Appointment, AppointmentNotice, Host
from scheduling.services.notice_details import Common, Details, details_of
from scheduling.services.recipients import Person, customers_of, host_keys_of, host_people

SEND_JOB = "scheduling.send_notice"
NOT_SENT_ANY_MORE = "The calendar does not send it any more."
MAX_REMINDERS = 5  # of an appointment
MAX_REMINDER_MINUTES = 4 * 7 * 24 * 60
_HOUR = 3_600  # seconds
Kind, State, Recipient = (
    AppointmentNotice.Kind,
    AppointmentNotice.State,
    AppointmentNotice.Recipient,
)
# To a mailbox by a workspace: anybody can book in anybody's name, and open a workspace with hosts.
MAILED_PER_HOUR = {Recipient.CUSTOMER: 20, Recipient.HOST: 100}


@dataclass(frozen=True, slots=True)
class _Times:
    starts_at: datetime
    ends_at: datetime
    previous_starts_at: datetime | None = None


def record_booked(appointment: Appointment, *, now: datetime) -> None:
    """What a member records that is over already is told to nobody."""
    if appointment.ends_at <= now:
        return
    common = Common(appointment)
    _tell_all(common, _booked_kind(appointment), now=now)
    _plan_reminders(common, appointment.calendar.reminder_minutes, now=now)


def record_confirmed(appointment: Appointment, *, now: datetime) -> None:
    _tell_all(Common(appointment), Kind.CONFIRMED, now=now)


def record_moved(
    appointment: Appointment,
    *,
    previous: tuple[datetime, datetime],
    previous_hosts: set[int],
    now: datetime,
) -> None:
    """A host who has the appointment no more is told that it is cancelled, a new one of it; those
    for whom nothing has changed, and of what is over, nobody is told.

    previous: its start and end before.
    """
    is_moved = previous != (appointment.starts_at, appointment.ends_at)
    if is_moved:
        drop_reminders(appointment, reason="The appointment was moved.")
    if appointment.ends_at <= now:
        return
    hosts, common = host_keys_of(appointment), Common(appointment)
    before = _Times(*previous)
    after = _Times(appointment.starts_at, appointment.ends_at, previous_starts_at=previous[0])
    kept, gained, lost = hosts & previous_hosts, hosts - previous_hosts, previous_hosts - hosts
    concerned = [*customers_of(appointment), *host_people(kept)] if is_moved else []
    told = [
        *_notices(common, Kind.RESCHEDULED, after, concerned, now=now),
        *_notices(common, Kind.BOOKED, _times_of(appointment), host_people(gained), now=now),
        *_notices(common, Kind.CANCELLED, before, host_people(lost), now=now),
    ]
    _record(told)
    if is_moved:
        _plan_reminders(common, appointment.calendar.reminder_minutes, now=now)


def record_corrected(appointment: Appointment, *, previous_address: str, now: datetime) -> None:
    """Reminders say what is known now. At another address the customer is told what they should
    have been told, and at the one before nothing more.
    """
    if not appointment.is_open or appointment.ends_at <= now:
        return
    common = Common(appointment)
    drop_reminders(appointment, reason="The customer's details were corrected.")
    _plan_reminders(common, appointment.calendar.reminder_minutes, now=now)
    if appointment.customer_email == previous_address:
        return
    mails = AppointmentNotice.objects.filter(
        appointment=appointment, recipient=Recipient.CUSTOMER, address=previous_address
    )
    mails.filter(state=State.WAITING).update(
        state=State.DROPPED, error="The customer's address was corrected."
    )
    kind = _booked_kind(appointment)
    people = customers_of(appointment)
    _record(_notices(common, kind, _times_of(appointment), people, now=now))


def record_cancelled(appointment: Appointment, *, is_declined: bool, now: datetime) -> None:
    """is_declined: it was never confirmed, and not the customer has cancelled it."""
    kind = Kind.DECLINED if is_declined else Kind.CANCELLED
    _tell_all(Common(appointment), kind, now=now)
    drop_reminders(appointment, reason="The appointment was cancelled.")


def record_conflict(appointment: Appointment, host: Host, *, now: datetime) -> None:
    """Tell a host that a calendar elsewhere disagrees; once, as long as the appointment stays."""
    people, times = host_people([host.pk]), _times_of(appointment)
    rows = _notices(Common(appointment), Kind.CONFLICT, times, people, now=now)
    told = AppointmentNotice.objects.filter(
        appointment=appointment, kind=Kind.CONFLICT, sequence=appointment.sequence
    )
    known = set(told.values_list("address", flat=True))
    _record([each for each in rows if each.address not in known])


def plan_reminders_anew(appointment: Appointment, *, now: datetime) -> None:
    """Bring the reminders of an appointment in line with its calendar. Twice is once.

    Those that are being sent stay, and none is planned for the past. Needs the calendar's lock.
    """
    wanted = set(appointment.calendar.reminder_minutes)
    rows = AppointmentNotice.objects.filter(
        appointment=appointment, kind=Kind.REMINDER, starts_at=appointment.starts_at
    )
    waiting = rows.filter(state=State.WAITING, queued_at=None).exclude(minutes_before__in=wanted)
    waiting.update(state=State.DROPPED, error=NOT_SENT_ANY_MORE)
    again = rows.filter(
        state=State.DROPPED, error=NOT_SENT_ANY_MORE, minutes_before__in=wanted, due_at__gt=now
    )
    again.update(state=State.WAITING, error="", queued_at=None)
    planned = rows.exclude(state=State.DROPPED).values_list("minutes_before", flat=True)
    _plan_reminders(Common(appointment), wanted.difference(planned), now=now)


def drop_reminders(appointment: Appointment, *, reason: str) -> None:
    rows = AppointmentNotice.objects.filter(appointment=appointment, kind=Kind.REMINDER)
    rows.filter(state=State.WAITING).update(state=State.DROPPED, error=reason)


def _booked_kind(appointment: Appointment) -> str:
    is_certain = appointment.status == Appointment.Status.CONFIRMED
    return Kind.BOOKED if is_certain else Kind.REQUESTED


def _tell_all(common: Common, kind: str, *, now: datetime) -> None:
    people = [*customers_of(common.appointment), *common.host_people]
    _record(_notices(common, kind, _times_of(common.appointment), people, now=now))


def _plan_reminders(common: Common, minutes_before: Iterable[int], *, now: datetime) -> None:
    """Those whose time has passed already are not planned: the customer has just been told."""
    times, people = _times_of(common.appointment), customers_of(common.appointment)
    rows = []
    for minutes in minutes_before:
        due_at = times.starts_at - timedelta(minutes=minutes)
        if due_at > now:
            reminder = (minutes, due_at)
            rows += _notices(common, Kind.REMINDER, times, people, now=now, reminder=reminder)
    AppointmentNotice.objects.bulk_create(rows)


def _notices(
    common: Common,
    kind: str,
    times: _Times,
    people: Iterable[Person],
    *,
    now: datetime,
    reminder: tuple[int, datetime] | None = None,
) -> list[AppointmentNotice]:
    """Unsaved notices. reminder: minutes before the start, and when that is; else it is now."""
    minutes_before, due_at = reminder or (0, now)
    appointment = common.appointment
    return [
        AppointmentNotice(
            workspace_id=appointment.workspace_id,
            appointment=appointment,
            recipient=person.recipient,
            name=person.name,
            address=person.address,
            kind=kind,
            sequence=appointment.sequence,
            starts_at=times.starts_at,
            ends_at=times.ends_at,
            previous_starts_at=times.previous_starts_at,
            details=details_of(common, person),
            minutes_before=minutes_before,
            due_at=due_at,
            queued_at=None if reminder else now,
            created_at=now,
        )
        for person in people
    ]


def _record(notices: list[AppointmentNotice]) -> None:
    for notice in notices:
        recipient = Recipient(notice.recipient)
        if _is_flooded(notice, recipient):
            notice.state = State.DROPPED
            notice.error = f"This address had {MAILED_PER_HOUR[recipient]} mails within an hour."
    for notice in AppointmentNotice.objects.bulk_create(notices):
        if notice.state == State.WAITING:
            enqueue(SEND_JOB, notice_id=notice.pk, workspace_id=notice.workspace_id)


def _is_flooded(notice: AppointmentNotice, recipient: AppointmentNotice.Recipient) -> bool:
    mailbox = mailbox_of(notice.address.lower())
    bucket = bucket_of("notices", f"{recipient}:{notice.workspace_id}:{mailbox}")
    return count(bucket, limit=MAILED_PER_HOUR[recipient], window_seconds=_HOUR).exceeded


def change_until(notice: AppointmentNotice, details: Details) -> datetime | None:
    """Until when the customer can change the appointment, if that is before it begins."""
    minutes = details.get("cancellation_notice_minutes", 0)
    return notice.starts_at - timedelta(minutes=minutes) if minutes else None


def _times_of(appointment: Appointment) -> _Times:
    return _Times(appointment.starts_at, appointment.ends_at)
