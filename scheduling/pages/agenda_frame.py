"""The frame of the pages where hosts see their agenda.

Whoever looks is known by a cookie, so forms carry a CSRF token, and no page may be framed.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views import View

from core.access import AddressNotAllowed, check_network
from core.actor import Actor, acting_as
from core.errors import DomainError, NotFound
from core.http.client import client_address
from core.lookup import find
from core.scope import granted_scope
from scheduling import queries
from scheduling.errors import SessionOver
from scheduling.models import Appointment, Calendar, Host, HostSession, Reservation
from scheduling.pages.colors import DEFAULT_COLOR, style_of
from scheduling.pages.forms import AddressForm
from scheduling.pages.frame import Page
from scheduling.pages.viewing import KEPT_BY_HOSTS, Viewer, time_zones
from scheduling.queries.host_details import calendar_of, time_zone_of
from scheduling.services.sessions import OPEN_BY_SESSION, SESSION_LIFETIME, hash_token, use_session
from scheduling.shapes import AgendaWords, color_rules
from workspaces.queries import workspace_in_scope

PATH = "/agenda"
SIGN_IN_PATH, ENTER_PATH = f"{PATH}/sign-in", f"{PATH}/enter"
COOKIE = "frontdesk_agenda"


class HostPage(Page):
    """A page for a host, signed in or not."""

    bucket = "agenda"
    referrer = "strict-origin"  # with `no-referrer`, browsers send forms with `Origin: null`

    def answer(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.viewer = Viewer.of(request, names=KEPT_BY_HOSTS)
        return View.dispatch(self, request, *args, **kwargs)

    def show(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        viewer = self.viewer
        shown = {
            "say_host": viewer.say_host,
            "home": viewer.link(PATH),
            "time_off": viewer.link(f"{PATH}/time-off"),
            "kept": f"?{urlencode(viewer.kept)}" if viewer.kept else "",
            "now": self.now,
            **context,
        }
        return super().show(f"agenda/{template}", status=status, **shown)

    def show_outside(self, template: str, *, status: int, **context: object) -> HttpResponse:
        self.calendar = None
        return Page.show(self, template, status=status, **context)

    def show_sign_in(self, *, status: int = 200, notice: str = "") -> HttpResponse:
        """The form for the address, which leads back to this page."""
        self.calendar = None
        to = self.request.get_full_path() if self.request.method == "GET" else PATH
        form, action = AddressForm(self.viewer.say), self.viewer.link(SIGN_IN_PATH)
        return HostPage.show(
            self, "sign_in", status=status, form=form, notice=notice, to=to, action=action
        )


class AgendaPage(HostPage):
    """A page for a host who is signed in."""

    is_inside = False  # the scope of the host's workspace
    session: HostSession
    host: Host
    calendars: tuple[Calendar, ...] = ()  # whose colors the page shows

    def answer(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.viewer = Viewer.of(request, names=KEPT_BY_HOSTS)
        token_hash = hash_token(request.COOKIES.get(COOKIE, ""))
        if token_hash is None:
            return self.show_sign_in(status=200 if request.method != "POST" else 403)
        with granted_scope(OPEN_BY_SESSION, token_hash) as granted:
            if not granted or granted[0].row["is_suspended"]:
                raise SessionOver
            self._enter(token_hash)
            actor = Actor(self.host.public_id, self.host.email, client_address(request))
            try:
                with acting_as(actor):
                    return View.dispatch(self, request, *args, **kwargs)
            except NotFound:
                return self.show("missing", status=404)

    def refuse(self, error: DomainError) -> HttpResponse:
        if isinstance(error, AddressNotAllowed):
            return self.show_sign_in(status=403, notice=self.viewer.say_host.other_network)
        if not isinstance(error, SessionOver):
            raise error
        response = self.show_sign_in(status=403, notice=self.viewer.say_host.sign_in_again)
        response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return response

    def show(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        return super().show(template, status=status, **{"host": self.host, **context})

    def business(self) -> str:
        return self.workspace.name if self.is_inside else ""

    def style(self) -> str:
        color = self.calendar.primary_color if self.calendar else DEFAULT_COLOR
        return style_of(color) + color_rules(self.calendars)

    @property
    def words(self) -> AgendaWords:
        return AgendaWords(self.viewer.words, self.viewer.say_host, self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.viewer.zone).date()

    def find_appointment(self, public_id: str) -> Appointment:
        """An appointment of the host. Raises NotFound."""
        taken = Reservation.objects.filter(host=self.host).values("appointment_id")
        return find(queries.appointments().filter(pk__in=taken), public_id)

    def _enter(self, token_hash: bytes) -> None:
        """Raises SessionOver, or AddressNotAllowed as for members."""
        self.session = use_session(token_hash=token_hash, now=self.now)
        self.workspace = workspace_in_scope()
        check_network(client_address(self.request), self.workspace.allowed_ips)
        self.host, self.is_inside = self.session.host, True
        self.calendar = calendar_of(self.host)
        zone = time_zone_of(self.host, self.calendar)
        self.viewer = Viewer.of(
            self.request,
            zone=zone if zone in time_zones() else "UTC",
            language=self.host.language,
            names=KEPT_BY_HOSTS,
        )


def set_cookie(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """The session's cookie, of these pages alone."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=SESSION_LIFETIME,
        path=PATH,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
