"""A host's time off: take some, and give it back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse

from core.api.fields import Line
from core.lookup import find
from core.pages.forms import PageForm
from scheduling import queries, services
from scheduling.errors import HoursInvalid
from scheduling.pages.agenda_frame import PATH, AgendaPage
from scheduling.pages.forms import RuledField
from scheduling.pages.viewing import Viewer
from scheduling.shapes import is_plausible

MAX_SHOWN = 100


class MomentField(forms.CharField):
    """A date and a time by the clocks of a zone; of two such times the first."""

    def __init__(self, zone: ZoneInfo, wrong: str, required: str, label: str) -> None:
        self.zone, self.wrong = zone, wrong
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"})
        super().__init__(label=label, error_messages={"required": required}, widget=widget)

    def clean(self, value: object) -> datetime:
        text = super().clean(value)
        try:
            found = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=self.zone)
        except ValueError as error:
            raise forms.ValidationError(self.wrong) from error
        if not is_plausible(found):
            raise forms.ValidationError(self.wrong)
        return found


class TimeOffForm(PageForm):
    def __init__(self, viewer: Viewer, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        say, say_host = viewer.say, viewer.say_host
        wrong, required = say_host.moment_wrong, say.required
        self.fields["starts_at"] = MomentField(viewer.zone, wrong, required, say_host.starts)
        self.fields["ends_at"] = MomentField(viewer.zone, wrong, required, say_host.ends)
        self.fields["title"] = RuledField(
            Line(max_length=300),
            say.text_wrong,
            say=say,
            label=f"{say_host.off_title} ({say.optional})",
            required=False,
        )


class TimeOffPage(AgendaPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(TimeOffForm(self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "remove" in request.POST:
            own = queries.busy_times(host=self.host).filter(connection=None)
            busy_time = find(own, request.POST["remove"])
            day = busy_time.starts_at.astimezone(self.viewer.zone).date()
            services.delete_busy_time(busy_time=busy_time)
            return self.go(PATH, day=day.isoformat())
        form = TimeOffForm(self.viewer, request.POST)
        if form.is_valid():
            try:
                services.add_busy_time(host=self.host, now=self.now, **form.cleaned_data)
                return self.go(PATH, day=form.cleaned_data["starts_at"].date().isoformat())
            except HoursInvalid:
                form.add_error("ends_at", self.viewer.say_host.ends_before)
        form.focus_first_error()
        return self._show(form, status=400)

    def _show(self, form: TimeOffForm, *, status: int = 200) -> HttpResponse:
        own = queries.busy_times(host=self.host).filter(connection=None, ends_at__gt=self.now)
        span = self.viewer.words.span
        return self.show(
            "time_off",
            status=status,
            form=form,
            zone=self.viewer.say.times_in.format(zone=self.viewer.words.zone_at(self.now)),
            absences=[(each, span(each.starts_at, each.ends_at)) for each in own[:MAX_SHOWN]],
            action=self.viewer.link(f"{PATH}/time-off"),
        )
