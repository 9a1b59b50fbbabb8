"""The frame of scheduling's pages, and of those where customers book.

They work without JavaScript. Where customers book, pages set no cookie, and need none: what a
customer may do is in the address alone. So nothing could be forged in somebody's name, and the
forms work in the frames of other websites, where browsers withhold cookies.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.access import WorkspaceSuspended
from core.actor import Actor, acting_as
from core.errors import DomainError, NotFound
from core.http.client import client_address, client_network
from core.scope import granted_scope
from core.throttling import RateLimited, count_request, enforce
from scheduling.errors import BookingTokenInvalid
from scheduling.models import Calendar
from scheduling.pages.colors import DEFAULT_COLOR, style_of
from scheduling.pages.viewing import Viewer
from scheduling.sentences import LANGUAGES, choose_locale
from scheduling.shapes import is_plausible
from workspaces.queries import workspace_in_scope

VIEWS_PER_MINUTE = 120
TRIES_PER_MINUTE = 20
START_FORMAT = "%Y-%m-%dT%H:%MZ"
_SEE_OTHER = 303


class Page(View):
    """bucket: what its limits count. referrer: its Referrer-Policy."""

    http_method_names = ["get", "head", "post"]
    bucket: ClassVar[str]
    referrer: ClassVar[str]
    viewer: Viewer
    calendar: Calendar | None = None

    def answer(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Enter the scope of the page, and call its method. Raises DomainError."""
        raise NotImplementedError

    def refuse(self, error: DomainError) -> HttpResponse:
        """The page that says an error; raises it if there is none."""
        raise error

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if str(request.method).lower() not in self.http_method_names:
            return self.http_method_not_allowed(request, *args, **kwargs)
        self.now = timezone.now()
        self.viewer = Viewer.of(request)
        try:
            self._limit()
            with acting_as(Actor("system", address=client_address(request))):
                response = self.answer(request, *args, **kwargs)
        except RateLimited as error:
            seconds = str(error.retry_after)
            hint = self.viewer.say.busy_hint.format(seconds=seconds)
            response = self.show_outside("busy", status=429, hint=hint)
            response["Retry-After"] = seconds
        except DomainError as error:
            response = self.refuse(error)
        is_form = request.method == "POST" and response.status_code != _SEE_OTHER
        # A form that was sent is kept, so that the button Back shows it and sends nothing again.
        response["Cache-Control"] = "private, no-cache" if is_form else "no-store"
        response["Referrer-Policy"] = self.referrer
        return response

    def show(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        """Render `scheduling/<template>.html` in the calendar's color."""
        viewer, calendar = self.viewer, self.calendar
        style = self.style()
        shown = {
            "calendar": calendar,
            "business": self.business(),
            "style": mark_safe(style),
            "viewer": viewer,
            "say": viewer.say,
            "languages": self._languages(),
            **context,
        }
        response = render(self.request, f"scheduling/{template}.html", shown, status=status)
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        ancestors = "*" if viewer.is_embedded else "'none'"
        response["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{digest}'; "
            "connect-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
            f"base-uri 'none'; frame-ancestors {ancestors}"
        )
        if viewer.is_embedded:
            response.xframe_options_exempt = True
        return response

    def show_outside(self, template: str, *, status: int, **context: object) -> HttpResponse:
        """A page outside of any workspace."""
        self.calendar = None
        return self.show(template, status=status, **context)

    def business(self) -> str:
        """The name of the workspace, if the page is in one."""
        return workspace_in_scope().name if self.calendar else ""

    def style(self) -> str:
        """The style sheet that is the page's own."""
        return style_of(self.calendar.primary_color if self.calendar else DEFAULT_COLOR)

    def go(self, path: str, **parameters: object) -> HttpResponse:
        """Redirect, so that reloading the next page sends nothing again."""
        return HttpResponseRedirect(self.viewer.link(path, **parameters), status=_SEE_OTHER)

    def asked(self, name: str) -> str:
        """A parameter of the form or of the address."""
        return self.request.POST.get(name) or self.request.GET.get(name, "")

    def _limit(self) -> None:
        what, allowed = "look", VIEWS_PER_MINUTE
        if self.request.method == "POST":
            what, allowed = "try", TRIES_PER_MINUTE
        bucket = f"{self.bucket}.{what}:{client_network(self.request)}"
        enforce(count_request(bucket, per_minute=allowed))

    def _languages(self) -> list[dict[str, object]]:
        """The page in each language. A form that was sent is not repeated in another."""
        if self.request.method == "POST":
            return []
        parameters = {**self.request.GET.dict(), "lang": None}
        return [
            {
                "code": code,
                "name": choose_locale(code).language_name,
                "href": self.viewer.link(self.request.path, **{**parameters, "lang": code}),
                "is_chosen": code == self.viewer.locale.language,
            }
            for code in LANGUAGES
        ]


@method_decorator(csrf_exempt, name="dispatch")
class BookingPage(Page):
    """A page in the workspace that the address lets in.

    scope_function: the SQL function that enters it, for what `key` returns. unknown: the page and
    the status where that is nothing.
    """

    bucket = "booking"
    referrer = "no-referrer"  # the address may contain a token
    scope_function: ClassVar[str]
    unknown: ClassVar[tuple[str, int]]

    def key(self) -> UUID | None:
        """The UUID of the row in the address; None if it names none. Raises DomainError."""
        raise NotImplementedError

    def load(self) -> None:
        """Find the row and who looks at it. Raises NotFound."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with granted_scope(self.scope_function, self.key()) as granted:
            if not granted:
                raise NotFound
            if granted[0].row["is_suspended"]:
                raise WorkspaceSuspended
            self.load()
            return View.dispatch(self, request, *args, **kwargs)

    def refuse(self, error: DomainError) -> HttpResponse:
        match error:
            case BookingTokenInvalid():
                return self.show_outside("link_invalid", status=400)
            case NotFound():
                template, status = self.unknown
                return self.show_outside(template, status=status)
            case WorkspaceSuspended():
                return self.show_outside("closed", status=403)
        raise error

    @property
    def start(self) -> datetime | None:
        """The time in the address or the form, if it can be read."""
        try:
            found = datetime.strptime(self.asked("start"), START_FORMAT).replace(tzinfo=UTC)
        except ValueError:
            return None
        return found if is_plausible(found) else None
