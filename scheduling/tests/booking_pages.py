"""Reads and fills in the pages where customers book, without JavaScript."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

from django.test import Client

from core.scope import workspace_scope
from scheduling.models import Appointment, Calendar
from scheduling.services import Customer, book
from scheduling.tests.fixtures import NOW
from scheduling.tokens import make_token

FORM = {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "", "notes": ""}
_TAGS = re.compile(r"<(title|style|select).*?</\1>|<[^>]+>", re.DOTALL)


def page(calendar: Calendar, query: str = "") -> str:
    return f"/book/{calendar.public_id}{query}"


def details(calendar: Calendar, starts_at: datetime, query: str = "") -> str:
    """The page of the form for a time."""
    return f"/book/{calendar.public_id}/time?start={starts_at:%Y-%m-%dT%H:%MZ}{query}"


def own(appointment: Appointment, page: str = "", query: str = "") -> str:
    """The page behind the link of an appointment's mail."""
    return f"/book/appointment{page}?token={make_token(appointment.public_id)}{query}"


def read(answer: Any) -> str:
    """The visible text of a page."""
    return " ".join(unescape(_TAGS.sub(" ", answer.content.decode())).split())


def heading(answer: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    assert found is not None
    return unescape(found[1])


def links(answer: Any) -> dict[str, str]:
    """Accessible name or text → address, for each link."""
    found = {}
    for attributes, text in re.findall(r"<a ([^>]*)>(.*?)</a>", answer.content.decode(), re.DOTALL):
        name = re.search(r'aria-label="([^"]+)"', attributes)
        href = re.search(r'href="([^"]*)"', attributes)
        assert href is not None
        shown = name[1] if name else " ".join(_TAGS.sub(" ", text).split())
        found[unescape(shown).replace("\u202f", " ")] = unescape(href[1]).partition("#")[0]
    return found


def times(answer: Any) -> list[str]:
    """The open times that a page lists."""
    found = re.findall(r'<a class="time"[^>]*>(.*?)</a>', answer.content.decode())
    return [each.replace("\u202f", " ") for each in found]


def inputs(answer: Any) -> dict[str, str]:
    """The hidden fields of a page's form; name → value."""
    text = answer.content.decode()
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    return {name: unescape(value) for name, value in found}


def alternatives(answer: Any) -> list[str]:
    """The times that a page offers instead of one that cannot be had, as its form sends them."""
    return re.findall(r'type="radio" name="start" value="([^"]+)"', answer.content.decode())


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(each) for name, each in answer.context["form"].errors.items()}


def send(client: Client, url: str, **typed: str) -> Any:
    """Open the page at this address and send its form, filled in."""
    return client.post(url, {**inputs(client.get(url)), **FORM, **typed})


def make_appointment(calendar: Calendar, starts_at: datetime, **more: Any) -> Appointment:
    customer = Customer(name="Ada Lovelace", email="ada@example.com", **more)
    with workspace_scope(calendar.workspace_id):
        return book(calendar=calendar, starts_at=starts_at, customer=customer, now=NOW)


def stored(calendar: Calendar) -> list[Appointment]:
    """All appointments of a calendar, the oldest first."""
    with workspace_scope(calendar.workspace_id):
        return list(Appointment.objects.filter(calendar=calendar).order_by("pk"))
