"""A host's day and week, and one appointment of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse

from core.errors import DomainError
from scheduling import services
from scheduling.errors import (
    AppointmentNotBegun,
    AppointmentOver,
    ConflictResolved,
    ConflictUnreadable,
    TimeNotAvailable,
)
from scheduling.models import Appointment, OutsideEvent
from scheduling.pages.agenda_cards import card_of
from scheduling.pages.agenda_frame import PATH, AgendaPage
from scheduling.pages.forms import CancelForm
from scheduling.queries.agenda import agenda_of_appointment, agenda_of_host
from scheduling.shapes import DaysAsked, calendars_of, span_of_days, week_of

Status = Appointment.Status
Verb = Callable[..., Appointment]
_VERBS: dict[str, Verb] = {
    "confirm": services.confirm,
    "complete": services.complete,
    "miss": services.mark_no_show,
}


class DaysPage(AgendaPage):
    """The week, or with `day` one day."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = DaysAsked.of(
            request.GET.get("day", ""),
            request.GET.get("week", ""),
            today=self.today,
            first_week_day=self.viewer.locale.first_week_day,
        )
        first, count, is_day = asked.first, asked.count, asked.is_day
        start, end = span_of_days(first, count, self.viewer.zone)
        agenda = agenda_of_host(self.host, start=start, end=end, now=self.now)
        self.calendars = tuple(calendars_of(agenda))
        words = self.words
        days = words.days(agenda, first, count)
        waiting = [
            each
            for each in agenda.entries
            if isinstance(each.row, Appointment) and each.row.status == Status.PENDING
        ]
        return self.show(
            "day" if is_day else "week",
            title=words.title(first, count),
            days=days,
            cards=[card_of(each, self.host, self.viewer) for each in days[0].entries]
            if is_day
            else [],
            conflicts=[words.conflict(each) for each in agenda.conflicts],
            is_day=is_day,
            is_cut=agenda.is_cut,
            waiting=self.viewer.say_host.waiting.format(count=len(waiting)) if waiting else "",
            zone=self.viewer.say.times_in.format(zone=self.viewer.words.zone_at(start)),
            previous=self._link(asked.previous, is_day=is_day),
            following=self._link(asked.following, is_day=is_day),
            today=self._link(self.today, is_day=is_day),
            day=self._link(asked.day(self.today), is_day=True),
            week=self._link(first, is_day=False),
        )

    def _link(self, day: date, *, is_day: bool) -> str:
        if is_day:
            return self.viewer.link(PATH, day=day.isoformat())
        week = week_of(day, self.viewer.locale.first_week_day)
        return self.viewer.link(PATH, week=week.isoformat())


class AppointmentPage(AgendaPage):
    """One appointment, and what can be done with it."""

    def get(self, request: HttpRequest, appointment_id: str) -> HttpResponse:
        notice = self.viewer.say_host.done if request.GET.get("done") == "1" else ""
        return self.show_appointment(self.find_appointment(appointment_id), notice=notice)

    def post(self, request: HttpRequest, appointment_id: str) -> HttpResponse:
        appointment = self.find_appointment(appointment_id)
        verb = _VERBS.get(request.POST.get("do", ""))
        if verb is None:
            return self.show_appointment(appointment, status=400)
        act = partial(verb, appointment=appointment, by=self.host, now=self.now)
        return self.attempt(appointment, act)

    def attempt(self, appointment: Appointment, act: Callable[[], object]) -> HttpResponse:
        """Do it, or say why not, and show the appointment as it is then."""
        try:
            act()
        except (
            AppointmentOver,
            AppointmentNotBegun,
            TimeNotAvailable,
            ConflictResolved,
            ConflictUnreadable,
        ) as error:
            current = self.find_appointment(appointment.public_id)
            refusal = self._refusal(error, current)
            return self.show_appointment(current, status=409, refusal=refusal)
        return self.go(self.path_of(appointment), done="1")

    def path_of(self, appointment: Appointment) -> str:
        return f"{PATH}/{appointment.public_id}"

    def show_appointment(
        self, appointment: Appointment, *, status: int = 200, **context: object
    ) -> HttpResponse:
        entry = agenda_of_appointment(appointment, self.host, now=self.now)
        assert entry is not None
        words, viewer = self.words, self.viewer
        day = appointment.starts_at.astimezone(viewer.zone).date()
        shown = words.entry(entry, *span_of_days(day, 1, viewer.zone))
        return self.show(
            "appointment",
            status=status,
            card=card_of(shown, self.host, viewer),
            when=viewer.words.span(appointment.starts_at, appointment.ends_at),
            zone=viewer.words.zone_at(appointment.starts_at),
            conflicts=[words.conflict(each) for each in entry.conflicts],
            is_alone=True,
            back=viewer.link(PATH, day=day.isoformat()),
            **context,
        )

    def _refusal(self, error: DomainError, current: Appointment) -> str:
        say = self.viewer.say_host
        match error:
            case AppointmentNotBegun():
                return say.not_begun
            case TimeNotAvailable():
                return say.not_possible
            case ConflictResolved():
                return say.resolved
            case ConflictUnreadable():
                return say.unreadable
        return say.changed.format(status=say.status(current.status))


class CancelPage(AppointmentPage):
    """Cancelling, or declining what was never confirmed, with a reason."""

    def get(self, request: HttpRequest, appointment_id: str) -> HttpResponse:
        appointment = self.find_appointment(appointment_id)
        if not appointment.is_open:
            return self.go(self.path_of(appointment))
        return self._ask(appointment, CancelForm(self.viewer.say))

    def post(self, request: HttpRequest, appointment_id: str) -> HttpResponse:
        appointment = self.find_appointment(appointment_id)
        form = CancelForm(self.viewer.say, request.POST)
        if not form.is_valid():
            form.focus_first_error()
            return self._ask(appointment, form, status=400)
        return self.attempt(appointment, partial(self._cancel, appointment, form))

    def _cancel(self, appointment: Appointment, form: CancelForm) -> None:
        """Raises AppointmentOver also for one that is cancelled already: somebody else did."""
        if appointment.status == Status.CANCELLED:
            raise AppointmentOver(Appointment.Status.CANCELLED)
        services.cancel(
            appointment=appointment,
            reason=form.cleaned_data["reason"],
            by=self.host,
            now=self.now,
        )

    def _ask(
        self, appointment: Appointment, form: CancelForm, *, status: int = 200
    ) -> HttpResponse:
        if appointment.customer_email:
            form.fields["reason"].help_text = self.viewer.say_host.reason_hint
        return self.show(
            "cancel",
            status=status,
            form=form,
            appointment=appointment,
            when=self.viewer.words.span(appointment.starts_at, appointment.ends_at),
            is_request=appointment.status == Status.PENDING,
            back=self.viewer.link(self.path_of(appointment)),
        )


class ConflictPage(AppointmentPage):
    """Decides between the time here and what others did to it in a calendar elsewhere."""

    def get(self, request: HttpRequest, appointment_id: str) -> HttpResponse:
        return self.go(self.path_of(self.find_appointment(appointment_id)))

    def post(self, request: HttpRequest, appointment_id: str) -> HttpResponse:
        appointment = self.find_appointment(appointment_id)
        return self.attempt(appointment, partial(self._resolve, appointment))

    def _resolve(self, appointment: Appointment) -> None:
        """Raises ConflictResolved, and what refuses the move."""
        rows = OutsideEvent.objects.filter(connection__host=self.host, appointment=appointment)
        conflict = rows.with_public_id(self.request.POST.get("conflict", "")).first()
        if conflict is None:
            raise ConflictResolved
        if self.request.POST.get("keep") == "theirs":
            services.keep_theirs(conflict=conflict, by=self.host, now=self.now)
        else:
            services.keep_ours(conflict=conflict, now=self.now)
