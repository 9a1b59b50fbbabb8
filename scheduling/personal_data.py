"""Appointments of contacts: in their timelines and exports, and erased with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from scheduling.models import Appointment
from scheduling.models.appointments import OPEN
from scheduling.services import cancel_all, erase_customers, erase_from_lone_mails
from workspaces.contacts.data_holders import ContactDataHolder, TimelineEntry
from workspaces.contacts.models import Contact


class AppointmentsOfContacts(ContactDataHolder[Appointment]):
    kind, at = "appointments", "starts_at"
    model = Appointment

    def rows_of(self, contacts: Sequence[int]) -> QuerySet[Appointment]:
        return super().rows_of(contacts).select_related("calendar")

    def entry(self, row: Appointment) -> TimelineEntry:
        return TimelineEntry(
            type="APPOINTMENT",
            id=row.public_id,
            at=row.starts_at,
            title=row.calendar.name,
            status=row.status,
        )

    def export(self, contacts: Sequence[int]) -> Iterator[Mapping[str, object]]:
        for each in self.rows_of(contacts).order_by("starts_at", "pk"):
            yield {
                "id": each.public_id,
                "calendar": each.calendar.name,
                "starts_at": each.starts_at,
                "ends_at": each.ends_at,
                "status": each.status,
                "customer_name": each.customer_name,
                "customer_email": each.customer_email,
                "customer_phone": each.customer_phone,
                "notes": each.notes,
                "answers": each.answers,
            }

    def to_come(self, contacts: Sequence[int], *, now: datetime) -> list[str]:
        rows = self._to_come(contacts, now=now).order_by("starts_at", "pk")
        return [each.public_id for each in rows]

    def cancel(self, contacts: Sequence[int], *, by: User | None, now: datetime) -> None:
        cancel_all(appointments=list(self._to_come(contacts, now=now)), by=by, now=now)

    def _to_come(self, contacts: Sequence[int], *, now: datetime) -> QuerySet[Appointment]:
        rows = self.rows_of(contacts)
        return rows.filter(starts_at__gt=now, status__in=OPEN).order_by("pk")

    def erase(self, contacts: Sequence[int], *, now: datetime) -> None:
        rows = self.rows_of(contacts).order_by("pk")
        erase_customers(appointments=list(rows), now=now)
        known = Contact.objects.filter(pk__in=contacts).exclude(email="")
        erase_from_lone_mails(addresses=list(known.values_list("email", flat=True)))
