"""How a host signs in: by an address, to which a link is mailed, and by that link."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

from core.errors import DomainError
from core.http.client import client_network
from core.scope import granted_scope
from core.throttling import bucket_of, count, enforce
from scheduling import services
from scheduling.errors import SessionLinkInvalid
from scheduling.pages.agenda_frame import (
    COOKIE,
    ENTER_PATH,
    PATH,
    SIGN_IN_PATH,
    AgendaPage,
    HostPage,
    set_cookie,
)
from scheduling.pages.forms import AddressForm
from scheduling.services.sessions import OPEN_BY_LINK, find_session_link, hash_token

MAILS_PER_ADDRESS, MAILS_PER_NETWORK, WINDOW_SECONDS = 5, 20, 15 * 60
# A page of ours with its parameters, and nothing else.
_OWN_PAGE = re.compile(r"/agenda(/[a-z0-9_-]{1,60})?(\?[A-Za-z0-9=&-]{0,60})?")


class SignInPage(HostPage):
    """Asks for the address, and says the same whether anybody has it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._ask(AddressForm(self.viewer.say))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(self.viewer.say, request.POST)
        if not form.is_valid():
            form.focus_first_error()
            return self._ask(form, status=400)
        address = form.cleaned_data["email"]
        for bucket, limit in (
            (f"agenda.mail:{client_network(request)}", MAILS_PER_NETWORK),
            (bucket_of("agenda.mail-address", address), MAILS_PER_ADDRESS),
        ):
            enforce(count(bucket, limit=limit, window_seconds=WINDOW_SECONDS))
        services.request_session_links(address=address, to=own_page(self.asked("to")))
        return self.go(SIGN_IN_PATH, sent="1")

    def _ask(self, form: AddressForm, *, status: int = 200) -> HttpResponse:
        if self.request.GET.get("sent") == "1" and self.request.method == "GET":
            return self.show("sent", again=self.viewer.link(SIGN_IN_PATH))
        notice = ""
        if self.request.GET.get("done") == "signed-out":
            notice = self.viewer.say_host.signed_out
        return self.show(
            "sign_in",
            status=status,
            form=form,
            notice=notice,
            to=own_page(self.asked("to")),
            action=self.viewer.link(SIGN_IN_PATH),
        )


class EnterPage(HostPage):
    """Behind a link. GET redeems nothing, since mail scanners open links."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self._check(redeems=False)
        return self.show("enter")

    def post(self, request: HttpRequest) -> HttpResponse:
        token = self._check(redeems=True)
        response = self.go(own_page(request.GET.get("to", "")))
        set_cookie(request, response, token)
        return response

    def refuse(self, error: DomainError) -> HttpResponse:
        if isinstance(error, SessionLinkInvalid):
            return self.show("link_over", status=400, again=self.viewer.link(SIGN_IN_PATH))
        return super().refuse(error)

    def _check(self, *, redeems: bool) -> str:
        """Whether the link can be redeemed; the session's token, if it is. Raises
        SessionLinkInvalid.
        """
        token_hash = hash_token(self.request.GET.get("key", ""))
        if token_hash is None:
            raise SessionLinkInvalid
        with granted_scope(OPEN_BY_LINK, token_hash) as granted:
            if not granted or granted[0].row["is_suspended"]:
                raise SessionLinkInvalid
            if redeems:
                return services.redeem_session_link(token_hash=token_hash, now=self.now)
            find_session_link(token_hash=token_hash, now=self.now)
            return ""


class SignOutPage(AgendaPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.go(PATH)

    def post(self, request: HttpRequest) -> HttpResponse:
        services.end_session(session=self.session)
        response = self.go(SIGN_IN_PATH, done="signed-out")
        response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return response


def own_page(to: str) -> str:
    """Where to go after signing in: one of these pages, whatever was asked for."""
    is_page = _OWN_PAGE.fullmatch(to) and not to.startswith((SIGN_IN_PATH, ENTER_PATH))
    return to if is_page else PATH
