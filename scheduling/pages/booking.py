"""Choosing a time of a calendar, and booking it."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from core import ids
from core.http.client import client_network
from core.lookup import find
from scheduling import queries, services
from scheduling.availability import MAX_MINUTES, MIN_MINUTES
from scheduling.errors import (
    AlreadyBooked,
    AnswerInvalid,
    TimeNotAvailable,
    TooManyAppointments,
)
from scheduling.models import Appointment, Calendar
from scheduling.pages.forms import BookingForm
from scheduling.pages.frame import START_FORMAT, BookingPage
from scheduling.pages.months import MonthView
from scheduling.pages.summary import (
    is_unchosen,
    place_of,
    sentence_of_deadline,
    show_refusal,
    summarize,
)
from scheduling.pages.viewing import Viewer, zone_options
from scheduling.queries import Slot
from scheduling.tokens import make_token

_USUAL_MINUTES = (15, 30, 45, 60)  # where a calendar takes any duration


class CalendarPage(BookingPage):
    """A page of a calendar that strangers may see."""

    scope_function = "open_workspace_by_calendar"
    unknown = ("closed", 404)
    calendar: Calendar

    def key(self) -> uuid.UUID | None:
        return ids.decode(Calendar.id_prefix, self.kwargs["calendar_id"])

    def load(self) -> None:
        public = Calendar.objects.filter(is_public=True)
        self.calendar = find(public, self.kwargs["calendar_id"])
        self.viewer = Viewer.of(
            self.request, zone=self.calendar.time_zone, fallback=self.calendar.language
        )

    @property
    def path(self) -> str:
        return f"/book/{self.calendar.public_id}"

    @property
    def minutes_asked(self) -> int | None:
        """The duration in the address, if it is one."""
        text = self.asked("minutes")
        minutes = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 0
        return minutes if MIN_MINUTES <= minutes <= MAX_MINUTES else None

    @property
    def is_request(self) -> bool:
        return self.calendar.confirmation == Calendar.Confirmation.MANUAL

    @property
    def minutes(self) -> int:
        return self.minutes_asked or self.calendar.default_minutes


class ChoosePage(CalendarPage):
    @property
    def minutes_asked(self) -> int | None:
        """What is not offered is not asked for."""
        asked = super().minutes_asked
        return asked if asked in self.calendar.durations or not self.calendar.durations else None

    def get(self, request: HttpRequest, calendar_id: str) -> HttpResponse:
        view = MonthView(
            self.calendar,
            self.viewer,
            self.minutes,
            self.now,
            self.path,
            self._link_time,
            minutes_asked=self.minutes_asked,
        )
        month, day, say = self.asked("month"), self.asked("day"), self.viewer.say
        not_offered = super().minutes_asked if self.minutes_asked is None else None
        shown = view.show(month=month, day=day)
        return self.show(
            "choose",
            month=shown,
            notice=say.duration_not_offered.format(count=not_offered) if not_offered else "",
            is_request=self.is_request,
            place=place_of(self.calendar, self.viewer),
            durations=self._durations(month=month or None, day=day or None),
            zones=zone_options(self.viewer, shown.moment),
            repeated={
                **{name: value for name, value in self.viewer.kept.items() if name != "zone"},
                **{
                    name: value
                    for name in ("minutes", "month", "day")
                    if (value := self.asked(name))
                },
            },
        )

    def _link_time(self, slot: Slot) -> str:
        start = slot.starts_at.strftime(START_FORMAT)
        return self.viewer.link(f"{self.path}/time", start=start, minutes=self.minutes_asked)

    def _durations(self, **kept: str | None) -> list[dict[str, object]]:
        offered = self.calendar.durations or _USUAL_MINUTES
        return [
            {
                "label": self.viewer.say.minutes.format(count=minutes),
                "href": self.viewer.link(self.path, minutes=minutes, **kept),
                "is_chosen": minutes == self.minutes,
            }
            for minutes in offered
        ]


class DetailsPage(CalendarPage):
    """The chosen time once more, and who comes."""

    def get(self, request: HttpRequest, calendar_id: str) -> HttpResponse:
        start = self.start
        if start is None:
            return self.go(self.path, minutes=self.minutes_asked)
        form = BookingForm(self.calendar, self.viewer.say, initial={"key": uuid.uuid4().hex})
        if self._explain(start).refusal is not None:
            return self._refuse_time(form, start)
        return self._show(form, start)

    def post(self, request: HttpRequest, calendar_id: str) -> HttpResponse:
        start = self.start
        if start is None:
            return self.go(self.path, minutes=self.minutes_asked)
        form = BookingForm(self.calendar, self.viewer.say, request.POST)
        if is_unchosen(request):
            return self._refuse_time(form, start, status=400, is_unchosen=True)
        if not form.is_valid():
            return self._show(form, start, status=400)
        try:
            appointment = self._book(form, start)
        except TimeNotAvailable:
            return self._refuse_time(form, start)
        except AlreadyBooked:
            ends_at = start + timedelta(minutes=self.minutes)
            time = self.viewer.words.span(start, ends_at)
            form.add_error(None, self.viewer.say.already_booked.format(time=time))
            return self._show(form, start, status=409)
        except TooManyAppointments:
            limit = self.calendar.max_upcoming_per_customer
            form.add_error(None, self.viewer.say.too_many_booked.format(count=limit))
            return self._show(form, start, status=409)
        except AnswerInvalid:  # the questions are others since the form was checked
            return self._show(form, start, status=400)
        token = make_token(appointment.public_id)
        return self.go("/book/appointment", token=token, done="booked")

    def _book(self, form: BookingForm, start: datetime) -> Appointment:
        data, viewer = form.cleaned_data, self.viewer
        return services.book(
            calendar=self.calendar,
            starts_at=start,
            minutes=self.minutes,
            customer=services.Customer(
                name=data["name"],
                email=data["email"],
                phone=data["phone"],
                time_zone=viewer.zone.key,
                language=viewer.locale.language,
            ),
            notes=data.get("notes", ""),
            answers=form.answers,
            source=Appointment.Source.PAGE,
            requester=client_network(self.request),
            request_key=self._request_key(form, start),
            now=self.now,
        )

    def _request_key(self, form: BookingForm, start: datetime) -> str:
        """Equal only for the same form with the same time and customer; empty without a key."""
        data = form.cleaned_data
        if not re.fullmatch(r"[0-9a-f]{32}", data["key"]):
            return ""
        parts = [data["key"], self.calendar.public_id, start.isoformat(), str(self.minutes)]
        text = "\n".join([*parts, data["name"], data["email"], data["phone"]])
        return f"page:{hashlib.sha256(text.encode()).hexdigest()[:40]}"

    def _explain(self, start: datetime) -> queries.Explanation:
        return queries.explain(
            calendar=self.calendar, starts_at=start, minutes=self.minutes, now=self.now
        )

    def _refuse_time(
        self, form: BookingForm, start: datetime, *, status: int = 409, **context: object
    ) -> HttpResponse:
        """The nearest times, to choose in the same form, which keeps what was typed."""
        explanation = self._explain(start)
        if explanation.refusal is None:  # it has become free meanwhile
            return self._show(form, start, status=status)
        refusal = show_refusal(explanation, self.viewer)
        return self._show(form, start, status=status, refusal=refusal, **context)

    def _show(
        self, form: BookingForm, start: datetime, *, status: int = 200, **context: object
    ) -> HttpResponse:
        if not context:
            form.focus_first_error()
        ends_at = start + timedelta(minutes=self.minutes)
        first = start.astimezone(self.viewer.zone)
        return self.show(
            "details",
            status=status,
            form=form,
            start=start.strftime(START_FORMAT),
            summary=summarize(self.calendar, self.viewer, starts_at=start, ends_at=ends_at),
            is_request=self.is_request,
            until=sentence_of_deadline(self.calendar, self.viewer, starts_at=start, now=self.now),
            back=self.viewer.link(
                self.path,
                minutes=self.minutes_asked,
                month=f"{first:%Y-%m}",
                day=f"{first:%Y-%m-%d}",
            ),
            **context,
        )
