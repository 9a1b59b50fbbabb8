"""Calendars elsewhere: connections to them, our events in them, and the feeds that they read."""

from __future__ import annotations

from django.db import models

from core.crypto import EncryptedTextField
from core.models import Identified, WorkspaceOwned
from scheduling.models.appointments import Appointment
from scheduling.models.calendars import Calendar
from scheduling.models.hosts import Host


class CalendarConnection(Identified, WorkspaceOwned):
    """A host's calendar elsewhere: their busy times come from it, their appointments go there.

    address: of a CalDAV server; of an ICS file only its server, since the rest of it is a secret.
    user_name: at a CalDAV server; elsewhere the OAuth client's id.
    secret: the password, the refresh token, or the address of an ICS file.
    calendar_address: the chosen calendar; empty until one is chosen.
    sync_state: to ask with for changes, in the window that begins on `window_starts_on`.
    next_sync_at: when to look again; whoever has something to write there sets it to now.
    leased_until: until then one process alone synchronizes.
    failures: in a row. notices: what could not be read, and how often.
    """

    class Kind(models.TextChoices):
        CALDAV = "CALDAV", "CalDAV"
        GOOGLE = "GOOGLE", "Google Calendar"
        MICROSOFT = "MICROSOFT", "Microsoft 365"
        ICS = "ICS", "Address of an ICS file"

    id_prefix = "cc"

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="connections")
    kind = models.CharField(max_length=9, choices=Kind)
    address = models.CharField(max_length=500, blank=True, default="")
    user_name = models.CharField(max_length=254, blank=True, default="")
    secret = EncryptedTextField(blank=True, default="")
    client_secret = EncryptedTextField(blank=True, default="")
    calendar_address = models.CharField(max_length=1000, blank=True, default="")
    is_active = models.BooleanField(default=True)
    sync_state = models.TextField(blank=True, default="", editable=False)
    window_starts_on = models.DateField(null=True, editable=False)
    next_sync_at = models.DateTimeField(db_index=True)
    leased_until = models.DateTimeField(null=True, editable=False)
    last_synced_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    notices = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="connection_newest")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of host {self.host_id}"

    @property
    def is_writable(self) -> bool:
        return self.kind != self.Kind.ICS and bool(self.calendar_address)


class OutsideEvent(Identified, WorkspaceOwned):
    """An appointment as it stands in a calendar elsewhere.

    appointment: null once it was deleted with its calendar; then it is to be deleted there.
    href, etag: name it and its state there; empty before it was written.
    starts_at, ends_at: its times there, as far as is known.
    sending_starts_at, sending_ends_at: what a process was about to write; it may have.
    pushed_sequence: the appointment's when it was last written; -1 before.
    is_due: True while there is something to write, or to delete.
    conflict: what others did to it there; nothing is written until somebody decides.
    seen_starts_at, seen_ends_at: to where they moved it.
    """

    class Conflict(models.TextChoices):
        NONE = "", "None"
        MOVED = "MOVED"
        DELETED = "DELETED"

    id_prefix = "oev"

    connection = models.ForeignKey(
        CalendarConnection, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, related_name="outside_events"
    )
    href = models.CharField(max_length=1000, blank=True, default="")
    etag = models.CharField(max_length=500, blank=True, default="")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    sending_starts_at = models.DateTimeField(null=True)
    sending_ends_at = models.DateTimeField(null=True)
    pushed_sequence = models.IntegerField(default=-1)
    is_due = models.BooleanField(default=True)
    conflict = models.CharField(max_length=7, choices=Conflict, blank=True, default=Conflict.NONE)
    conflict_since = models.DateTimeField(null=True)
    seen_starts_at = models.DateTimeField(null=True)
    seen_ends_at = models.DateTimeField(null=True)

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "appointment"], name="one_event_per_calendar_and_appointment"
            )
        ]
        indexes = [
            models.Index(
                fields=["connection"], name="outside_event_due", condition=models.Q(is_due=True)
            ),
            models.Index(
                fields=["workspace", "-conflict_since", "-id"],
                name="outside_event_conflict",
                condition=~models.Q(conflict=""),
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.appointment_id} in connection {self.connection_id}"


class CalendarFeed(WorkspaceOwned):
    """A secret address at which programs read the appointments of a host or a calendar.

    token_hash: SHA-256 of what is in the address; the address is shown once.
    """

    id = models.BigAutoField(primary_key=True)
    host = models.OneToOneField(Host, on_delete=models.CASCADE, null=True, related_name="feed")
    calendar = models.OneToOneField(
        Calendar, on_delete=models.CASCADE, null=True, related_name="feed"
    )
    token_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(host=None, calendar=None),
                name="a_feed_is_of_something",
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
