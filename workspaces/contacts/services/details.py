"""Details of a contact, in the form in which they are stored and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from core.phone import e164
from workspaces.contacts.errors import ChannelUnknown
from workspaces.contacts.models import Channel
from workspaces.errors import PhoneInvalid
from workspaces.services.lifecycle import check_time_zone


class Details(TypedDict, total=False):
    """email: in any case. phone: in E.164, with or without separators.

    do_not_contact: channels; replaces those before.
    """

    name: str
    email: str
    phone: str
    language: str
    time_zone: str
    notes: str
    do_not_contact: list[str]


def stored_form(details: Mapping[str, object]) -> dict[str, object]:
    """The columns of these details. Raises PhoneInvalid, TimeZoneUnknown or ChannelUnknown."""
    columns = dict(details)
    if "email" in details:
        columns["email"] = str(details["email"]).strip().lower()
    if "phone" in details:
        columns["phone_e164"] = number_of(str(details["phone"]))
    if details.get("time_zone"):
        check_time_zone(str(details["time_zone"]), field="time_zone")
    if "do_not_contact" in details:
        columns["do_not_contact"] = channels_of(details["do_not_contact"])
    return columns


def number_of(phone: str) -> str:
    """In E.164; empty for none. Raises PhoneInvalid."""
    number = e164(phone) if phone else ""
    if number is None:
        raise PhoneInvalid(field="phone")
    return number


def channels_of(given: object) -> list[str]:
    """Each channel once, in their own order. Raises ChannelUnknown."""
    wanted = set(given) if isinstance(given, Iterable) else {given}
    if wanted - set(Channel.values):
        raise ChannelUnknown(field="do_not_contact", channels=", ".join(Channel.values))
    return [channel for channel in Channel.values if channel in wanted]
