"""Whom mails about an appointment reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.models import Appointment, AppointmentNotice, Host
from scheduling.queries.host_details import addresses_of

Recipient = AppointmentNotice.Recipient


@dataclass(frozen=True, slots=True)
class Person:
    recipient: str
    name: str
    address: str
    time_zone: str = ""
    language: str = ""


def customers_of(appointment: Appointment) -> list[Person]:
    """The customer, if there is an address."""
    if not appointment.customer_email:
        return []
    name, address = appointment.customer_name, appointment.customer_email
    return [Person(Recipient.CUSTOMER, name, address)]


def host_keys_of(appointment: Appointment) -> set[int]:
    return set(appointment.reservations.values_list("host_id", flat=True))


def host_people(hosts: Iterable[int]) -> list[Person]:
    """Whom mails to the hosts reach; the managers, where nobody in particular is booked, or one
    who has left.
    """
    found: dict[str, Person] = {}
    for host in Host.objects.filter(pk__in=hosts).select_related("user").order_by("pk"):
        for name, address in addresses_of(host):
            person = Person(Recipient.HOST, name, address, host.time_zone, host.language)
            found.setdefault(address.lower(), person)
    return list(found.values())


def first_host_address(appointment: Appointment) -> str:
    return next((each.address for each in host_people(host_keys_of(appointment))), "")
