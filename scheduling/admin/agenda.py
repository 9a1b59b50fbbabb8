"""The agenda of a calendar or a host in the portal: its day and week, conflicts on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel import Locale
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from unfold.decorators import action

from core.scope import workspace_scope
from core.staff import ReadOnlyAdmin
from scheduling.models import Calendar, Host
from scheduling.queries.agenda import Agenda, agenda_of_calendar, agenda_of_host
from scheduling.queries.host_details import calendar_of, time_zone_of
from scheduling.sentences import Wording
from scheduling.sentences.agendas import AGENDAS
from scheduling.shapes import (
    AgendaWords,
    ConflictShown,
    DaysAsked,
    EntryShown,
    calendars_of,
    color_rules,
    span_of_days,
)

_LOCALE = Locale("en", "GB")  # a week that begins on Monday, and a clock of 24 hours


@dataclass(frozen=True, slots=True)
class LinkedEntry:
    """url: of the page where staff act on it."""

    shown: EntryShown
    url: str


@dataclass(frozen=True, slots=True)
class LinkedConflict:
    """cause: the page of what it conflicts with, or of what others did elsewhere."""

    shown: ConflictShown
    url: str
    cause: str


class AgendaAdmin(ReadOnlyAdmin):
    """A table whose rows have an agenda."""

    actions_detail = ["agenda"]

    @action(description="Day and week", url_path="agenda", permissions=["view"])
    def agenda(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not isinstance(row, Calendar | Host):
            return redirect(f"admin:{self._page}_changelist")
        with workspace_scope(row.workspace_id):
            return _page(self, request, row)


def _page(page: AgendaAdmin, request: HttpRequest, row: Calendar | Host) -> HttpResponse:
    now = timezone.now()
    zone = ZoneInfo(row.time_zone if isinstance(row, Calendar) else _zone_of(row))
    words = AgendaWords(Wording(_LOCALE, zone), AGENDAS["en"], now)
    today = now.astimezone(zone).date()
    asked = DaysAsked.of(
        request.GET.get("day", ""),
        request.GET.get("week", ""),
        today=today,
        first_week_day=_LOCALE.first_week_day,
    )
    first, count = asked.first, asked.count
    start, end = span_of_days(first, count, zone)
    read = agenda_of_calendar if isinstance(row, Calendar) else agenda_of_host
    agenda: Agenda = read(row, start=start, end=end, now=now)  # type: ignore[arg-type]
    days = [
        (day, [LinkedEntry(each, _change(each.row)) for each in day.entries])
        for day in words.days(agenda, first, count)
    ]
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": row,
        "title": f"{row}: {words.title(first, count)}",
        "span": words.title(first, count),
        "days": days,
        "is_day": asked.is_day,
        "is_cut": agenda.is_cut,
        "conflicts": [_linked(words.conflict(each)) for each in agenda.conflicts],
        "zone": words.words.zone_at(start),
        "marks": mark_safe(color_rules(calendars_of(agenda))),
        "back": _change(row),
        **_links(asked, today),
    }
    return render(request, "admin/scheduling/agenda.html", context)


def _links(asked: DaysAsked, today: date) -> dict[str, str]:
    name = "day" if asked.is_day else "week"
    return {
        "previous": f"?{name}={asked.previous}",
        "following": f"?{name}={asked.following}",
        "today": f"?{name}={today}",
        "day": f"?day={asked.day(today)}",
        "week": f"?week={asked.first}",
    }


def _zone_of(host: Host) -> str:
    return time_zone_of(host, calendar_of(host))


def _linked(shown: ConflictShown) -> LinkedConflict:
    conflict = shown.conflict
    cause = conflict.busy or conflict.event
    assert cause is not None
    return LinkedConflict(shown, _change(conflict.appointment), _change(cause))


def _change(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
