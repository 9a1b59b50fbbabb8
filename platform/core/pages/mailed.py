"""Pages that mails link to.

They work without JavaScript. GET only shows the form, since mail scanners follow links; POST
redeems the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from core.actor import Actor, acting_as
from core.errors import DomainError
from core.http.client import client_address, client_network
from core.pages.forms import PageForm
from core.throttling import count_request, enforce

VIEWS_PER_MINUTE = 60
TRIES_PER_MINUTE = 20

Refusals = tuple[type[DomainError], ...]
Shown = dict[str, object]  # the template context


class FormPage(View):
    """A page with one form, for anybody.

    template, done: shown before and after.
    link_refusals: errors that mean that the link is invalid; `another` says how to get a new one.
    form_refusals: messages for a field of the form, by error. Other errors go to `refuse`.
    """

    http_method_names = ["get", "head", "post"]
    template: ClassVar[str]
    done: ClassVar[str]
    another: ClassVar[str] = ""
    link_refusals: ClassVar[Refusals] = ()
    form_refusals: ClassVar[Mapping[type[DomainError], str]] = {}

    def load(self) -> tuple[type[PageForm], Shown]:
        """Return the form class and the template context. Redeems nothing. Raises DomainError."""
        raise NotImplementedError

    def redeem(self, shown: Shown, data: dict[str, str]) -> None:
        """shown: what `load` returned; data: the form's cleaned fields. Raises DomainError."""
        raise NotImplementedError

    def refuse(self, error: DomainError) -> HttpResponse:
        """The page for any other error; re-raises it if there is none."""
        raise error

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.now = timezone.now()
        actor = Actor("system", address=client_address(request))
        try:
            self._limit()
            with acting_as(actor):
                response = super().dispatch(request, *args, **kwargs)
        except self.link_refusals:
            context = {"another": self.another}
            response = render(request, "pages/link_invalid.html", context, status=400)
        except DomainError as error:
            response = self._too_many(error) if error.kind == "busy" else self.refuse(error)
        response["Cache-Control"] = "no-store"
        # At most the origin, since the address may contain a token. Not `no-referrer`: browsers
        # then send forms with `Origin: null`, which are refused as forged.
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        form, shown = self.load()
        return render(request, self.template, {**shown, "form": form(initial=shown)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form_class, shown = self.load()
        form = form_class(request.POST)
        if form.is_valid():
            try:
                self.redeem(shown, form.cleaned_data)
                return render(request, self.done, shown)
            except tuple(self.form_refusals) as error:
                form.add_error(self.form_refusals[type(error)], str(error))
        form.focus_first_error()
        return render(request, self.template, {**shown, "form": form}, status=400)

    def _limit(self) -> None:
        what, allowed = "look", VIEWS_PER_MINUTE
        if self.request.method == "POST":
            what, allowed = "try", TRIES_PER_MINUTE
        bucket = f"{type(self).__name__}.{what}:{client_network(self.request)}"
        enforce(count_request(bucket, per_minute=allowed))

    def _too_many(self, error: DomainError) -> HttpResponse:
        seconds = str(error.retry_after)
        page = render(self.request, "pages/too_many.html", {"seconds": seconds}, status=429)
        page["Retry-After"] = seconds
        return page


class MailedPage(FormPage):
    """A page for the bearer of a mailed token, which is in the query."""

    link_refusals: ClassVar[Refusals]

    @property
    def token(self) -> str:
        return self.request.GET.get("token", "")
