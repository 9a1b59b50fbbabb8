"""Signs hosts in, and reads what their agenda shows, without JavaScript."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

from django.test import Client

from core.scope import as_table_owner, workspace_scope
from scheduling.models import Appointment, AppointmentNotice, Calendar, Host, HostSession
from scheduling.services import add_busy_time, assign_hosts, create_host, create_session_link
from scheduling.services.sessions import NewLink
from scheduling.tests.booking_pages import read
from scheduling.tests.fixtures import NOW
from workspaces.models import Workspace
from workspaces.services.lifecycle import suspend_workspace

OSEI = "osei@acme.example"


def make_reader(calendar: Calendar, name: str = "Dr. Osei", **more: Any) -> Host:
    """A host of the calendar, alone, who can be mailed to."""
    with workspace_scope(calendar.workspace_id):
        host = create_host(name=name, now=NOW, **{"email": OSEI, **more})
        assign_hosts(calendar, [host], now=NOW)
    return host


def link_of(host: Host, *, now: datetime = NOW) -> NewLink:
    with workspace_scope(host.workspace_id):
        return create_session_link(host=host, now=now)


def enter(client: Client, token: str, to: str = "") -> Any:
    """Press the button behind a link."""
    return client.post("/agenda/enter", query_params={"key": token, "to": to})


def signed_in(host: Host, *, now: datetime = NOW) -> Client:
    """now: as the pages' clock says."""
    client = Client()
    assert enter(client, link_of(host, now=now).token).status_code == 303
    return client


def away(host: Host, starts_at: datetime, ends_at: datetime, **more: Any) -> Any:
    """An absence; with a connection one of a calendar elsewhere."""
    with workspace_scope(host.workspace_id):
        if "connection" in more:
            return host.busy_times.create(
                workspace_id=host.workspace_id,
                starts_at=starts_at,
                ends_at=ends_at,
                created_at=NOW,
                **more,
            )
        return add_busy_time(host=host, starts_at=starts_at, ends_at=ends_at, now=NOW, **more)


def own_page(appointment: Appointment, page: str = "") -> str:
    return f"/agenda/{appointment.public_id}{page}"


def days(answer: Any) -> dict[str, list[str]]:
    """What a week shows on each day: the date → its entries, as text."""
    text = answer.content.decode()
    found = {}
    for part in text.split('<li class="day')[1:]:
        label = re.search(r'<span class="hidden">(.*?)</span>', part)
        assert label is not None
        entries = re.findall(r'<li class="entry.*?</li>', part, re.DOTALL)
        found[unescape(label[1])] = [plain(each) for each in entries]
    return found


def cards(answer: Any) -> list[str]:
    """What a day shows, as text."""
    text = answer.content.decode()
    return [plain(each) for each in re.findall(r'<li class="entry.*?</li>', text, re.DOTALL)]


def conflicts(answer: Any) -> list[str]:
    section = answer.content.decode().partition('<section class="conflicts"')[2]
    section = section.partition("</section>")[0]
    return [plain(each) for each in re.findall(r'<div class="said">.*?</div>', section, re.DOTALL)]


def plain(html: str) -> str:
    return spaced(unescape(re.sub(r"<[^>]+>", " ", html)))


def text_of(answer: Any) -> str:
    return spaced(read(answer))


def spaced(text: str) -> str:
    """With plain spaces, instead of the thin ones of dates and times, and without isolates."""
    return " ".join(re.sub("[\u2068\u2069]", "", text).split())


def fresh(row: Any) -> Any:
    with workspace_scope(row.workspace_id):
        return type(row).objects.get(pk=row.pk)


def notices(row: Appointment) -> list[tuple[str, str]]:
    with workspace_scope(row.workspace_id):
        told = AppointmentNotice.objects.filter(appointment=row).order_by("pk")
        return [(each.recipient, each.kind) for each in told.exclude(kind="REMINDER")]


def sessions() -> int:
    with as_table_owner():
        return HostSession.everywhere.count()


def suspend(workspace: Workspace) -> None:
    with as_table_owner():
        suspend_workspace(workspace=workspace, now=NOW)


def asks_for_address(answer: Any) -> bool:
    return 'name="email"' in answer.content.decode()
