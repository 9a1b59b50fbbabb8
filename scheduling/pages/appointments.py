"""A customer's own appointment, behind the link of a mail: see, move, cancel.

GET changes nothing, since mail scanners follow links.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from core import ids
from core.http.client import client_network
from core.lookup import find
from scheduling import queries, services
from scheduling.errors import AlreadyBooked, AppointmentOver, ChangeTooLate, TimeNotAvailable
from scheduling.ics import stored_event
from scheduling.models import Appointment
from scheduling.pages.forms import CancelForm
from scheduling.pages.frame import START_FORMAT, BookingPage
from scheduling.pages.months import MonthView
from scheduling.pages.summary import (
    RefusalShown,
    is_unchosen,
    sentence_of_deadline,
    show_refusal,
    summarize,
)
from scheduling.pages.viewing import Viewer, time_zones, zone_options
from scheduling.queries import Slot, labelled_answers
from scheduling.queries.calendar_events import event_for_customer
from scheduling.queries.named_hosts import hosts_of
from scheduling.services.recipients import first_host_address
from scheduling.tokens import read_token
from workspaces.queries import workspace_in_scope

PATH = "/book/appointment"
FILE_PATH = f"{PATH}/calendar.ics"
Status = Appointment.Status


class OwnPage(BookingPage):
    """A page for the bearer of an appointment's token."""

    scope_function = "open_workspace_by_appointment"
    unknown = ("link_invalid", 400)
    appointment: Appointment

    def key(self) -> uuid.UUID | None:
        self.public_id = read_token(self.request.GET.get("token", ""))
        return ids.decode(Appointment.id_prefix, self.public_id)

    def load(self) -> None:
        self.appointment = find(queries.appointments(), self.public_id)
        self.calendar = self.appointment.calendar
        zone = self.appointment.customer_time_zone
        self.viewer = Viewer.of(
            self.request,
            zone=zone if zone in time_zones() else self.calendar.time_zone,
            language=self.appointment.customer_language,
            fallback=self.calendar.language,
        )

    @property
    def state(self) -> str:
        """`open` while the customer may change it; else `cancelled`, `over` or `too_late`."""
        appointment = self.appointment
        if appointment.status == Status.CANCELLED:
            return "cancelled"
        if not appointment.is_open or appointment.starts_at <= self.now:
            return "over"
        return "too_late" if self.now > appointment.change_until else "open"

    def show_own(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        appointment = self.appointment
        summary = summarize(
            appointment.calendar,
            self.viewer,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            is_booked=True,
        )
        own = {
            "appointment": appointment,
            "summary": summary,
            "hosts": [each.name for each in hosts_of(appointment)],
            "until_now": self.viewer.say.until_now.format(time=summary.when),
            "state": self.state,
            "see": self.viewer.link(PATH),
            "move": self.viewer.link(f"{PATH}/move"),
            "cancel": self.viewer.link(f"{PATH}/cancel"),
        }
        return self.show(template, status=status, **{**own, **context})


class AppointmentPage(OwnPage):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        appointment, calendar, viewer = self.appointment, self.appointment.calendar, self.viewer
        again = viewer.link(f"/book/{calendar.public_id}", token=None)
        done = request.GET.get("done", "")
        was_late = appointment.created_at > appointment.change_until  # from the beginning
        return self.show_own(
            "appointment",
            heading=self._heading(done),
            mailed=self._mailed() if done and self.state in ("open", "too_late") else "",
            answers=[
                (label, viewer.say_host.answer(value))
                for label, value in labelled_answers(appointment)
            ],
            until=sentence_of_deadline(
                calendar, viewer, starts_at=appointment.starts_at, now=self.now
            ),
            late=viewer.say.change_never if was_late else viewer.say.too_late,
            contact=self._contact() if self.state == "too_late" else None,
            alone=viewer.link(PATH, embed=None) if viewer.is_embedded else "",
            file="" if self.state in ("cancelled", "over") else self.viewer.link(FILE_PATH),
            is_waiting=self.appointment.status == Status.PENDING and self.state != "over",
            again=again if calendar.is_public else "",
        )

    def _contact(self) -> dict[str, object]:
        """Who reads what the customer writes, between the words around the address; and whom they
        can call.
        """
        before, _, after = self.viewer.say.contact.partition("{email}")
        email = first_host_address(self.appointment)
        return {"before": before, "email": email, "after": after, "called": workspace_in_scope()}

    def _mailed(self) -> str:
        if not queries.is_customer_mailed(self.appointment):
            return ""
        return self.viewer.say.mailed.format(email=self.appointment.customer_email)

    def _heading(self, done: str) -> str:
        """done: what the customer has just done, which holds as long as nothing has changed."""
        say = self.viewer.say
        if self.state in ("cancelled", "over"):
            return say.cancelled if self.state == "cancelled" else say.over
        if done == "booked":
            is_waiting = self.appointment.status == Status.PENDING
            return say.requested if is_waiting else say.booked
        return say.moved if done == "moved" else say.appointment


class CalendarFilePage(OwnPage):
    """The appointment as a file, which calendars take in."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        url = request.build_absolute_uri(f"{PATH}?token={request.GET['token']}")
        event = event_for_customer(
            self.appointment, business=self.business(), words=self.viewer.words, url=url
        )
        content = stored_event(event)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
        return response


class MovePage(OwnPage):
    """Without a `start` the open times; with one, whether to move there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.state != "open":
            return self.go(PATH)
        start = self.start
        if start is None:
            return self._choose()
        if self._explain(start).refusal is not None:
            return self._refuse_time(start)
        return self._confirm(start)

    def post(self, request: HttpRequest) -> HttpResponse:
        start = self.start
        if start is None:
            return self.go(f"{PATH}/move")
        if self.state == "open" and is_unchosen(request):
            return self._refuse_time(start, status=400, is_unchosen=True)
        try:
            services.reschedule(
                appointment=self.appointment,
                starts_at=start,
                minutes=self.minutes,
                requester=client_network(request),
                now=self.now,
            )
        except TimeNotAvailable:
            return self._refuse_time(start)
        except AlreadyBooked:
            return self._refuse_twice(start)
        except (AppointmentOver, ChangeTooLate):
            return self.go(PATH)
        return self.go(PATH, done="moved")

    @property
    def minutes(self) -> int:
        """As long as it was, if that is still offered."""
        durations = self.appointment.calendar.durations
        is_offered = not durations or self.appointment.minutes in durations
        return self.appointment.minutes if is_offered else durations[0]

    def _choose(self) -> HttpResponse:
        view = MonthView(
            self.appointment.calendar,
            self.viewer,
            self.minutes,
            self.now,
            f"{PATH}/move",
            self._link_time,
            instead_of=self.appointment,
        )
        month, day = self.asked("month"), self.asked("day")
        repeated = {**self.viewer.kept, "month": month, "day": day}
        near = None if month else self.appointment.starts_at.astimezone(self.viewer.zone).date()
        shown = view.show(month=month, day=day, near=near)
        return self.show_own(
            "move",
            month=shown,
            zones=zone_options(self.viewer, shown.moment),
            repeated={name: value for name, value in repeated.items() if value and name != "zone"},
        )

    def _link_time(self, slot: Slot) -> str:
        return self.viewer.link(f"{PATH}/move", start=slot.starts_at.strftime(START_FORMAT))

    def _explain(self, start: datetime) -> queries.Explanation:
        return queries.explain(
            calendar=self.appointment.calendar,
            starts_at=start,
            minutes=self.minutes,
            now=self.now,
            instead_of=self.appointment,
        )

    def _refuse_time(
        self, start: datetime, *, status: int = 409, **context: object
    ) -> HttpResponse:
        explanation = self._explain(start)
        own = self.appointment.starts_at
        others = [each for each in explanation.nearest if each.starts_at != own]
        if explanation.refusal is None:  # it has become free meanwhile
            return self._confirm(start, status=status)
        refusal = show_refusal(replace(explanation, nearest=others), self.viewer)
        return self._confirm(start, status=status, refusal=refusal, **context)

    def _refuse_twice(self, start: datetime) -> HttpResponse:
        """The customer has another appointment then."""
        time = self.viewer.words.span(start, start + timedelta(minutes=self.minutes))
        reason = self.viewer.say.already_booked.format(time=time)
        return self._confirm(start, status=409, refusal=RefusalShown(reason, []))

    def _confirm(self, start: datetime, *, status: int = 200, **context: object) -> HttpResponse:
        chosen = summarize(
            self.appointment.calendar,
            self.viewer,
            starts_at=start,
            ends_at=start + timedelta(minutes=self.minutes),
            is_booked=True,
        )
        first = start.astimezone(self.viewer.zone)
        back = self.viewer.link(f"{PATH}/move", month=f"{first:%Y-%m}", day=f"{first:%Y-%m-%d}")
        return self.show_own(
            "move_confirm",
            status=status,
            chosen=chosen,
            start=start.strftime(START_FORMAT),
            back=back,
            **context,
        )


class CancelPage(OwnPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        if self.state != "open":
            return self.go(PATH)
        return self.show_own("cancel", form=CancelForm(self.viewer.say))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CancelForm(self.viewer.say, request.POST)
        if not form.is_valid():
            form.focus_first_error()
            return self.show_own("cancel", status=400, form=form)
        try:
            services.cancel(
                appointment=self.appointment, reason=form.cleaned_data["reason"], now=self.now
            )
        except (AppointmentOver, ChangeTooLate):
            pass  # the page says so
        return self.go(PATH)
