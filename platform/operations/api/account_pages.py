"""The pages that mails link to: finishing a registration, a new password, an invitation.

They work without JavaScript. A GET only shows, since scanners of mail follow every link; a POST
redeems what was mailed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from accounts import services as accounts
from accounts.errors import (
    AddressTaken,
    BadCredentials,
    LinkInvalid,
    PasswordTooWeak,
    RegistrationClosed,
)
from accounts.models import EmailChallenge
from accounts.queries import user_by_email
from core.actor import Actor, acting_as
from core.errors import DomainError
from core.http.client import client_address, client_network, device_of
from core.preferences import REGISTRATION_ENABLED, preference
from core.throttling import count_request, enforce
from operations.api.account_forms import NewPasswordForm, PageForm, RegisterForm, SignInForm
from workspaces import services as workspaces
from workspaces.errors import AlreadyMember, InvitationInvalid

VIEWS_PER_MINUTE = 60
TRIES_PER_MINUTE = 20

Purpose = EmailChallenge.Purpose


class MailedPage(View):
    """A page for whoever holds the token of a mail, which is in the query.

    template, done: what is shown before and after. another: how one gets a new link.
    """

    http_method_names = ["get", "head", "post"]
    template: ClassVar[str]
    done: ClassVar[str]
    another: ClassVar[str]

    def load(self) -> tuple[type[PageForm], dict[str, Any]]:
        """The form to fill in and what its page shows; redeems nothing. Raises DomainError."""
        raise NotImplementedError

    def redeem(self, shown: dict[str, Any], data: dict[str, Any]) -> None:
        """shown: what `look` returned; data: the form's cleaned fields. Raises DomainError."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.token, self.now = request.GET.get("token", ""), timezone.now()
        actor = Actor("system", address=client_address(request))
        try:
            self._limit()
            with acting_as(actor):
                response = super().dispatch(request, *args, **kwargs)
        except DomainError as error:
            response = self._refusal(error)
        response["Cache-Control"] = "no-store"
        # Never more than the origin: the address holds the token. Not `no-referrer`, with which
        # browsers send forms with `Origin: null`, and those are refused as forged.
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
            except (PasswordTooWeak, BadCredentials) as error:
                form.add_error("password", str(error))
        form.focus_first_error()
        return render(request, self.template, {**shown, "form": form}, status=400)

    def _limit(self) -> None:
        what, allowed = "look", VIEWS_PER_MINUTE
        if self.request.method == "POST":
            what, allowed = "try", TRIES_PER_MINUTE
        bucket = f"{type(self).__name__}.{what}:{client_network(self.request)}"
        enforce(count_request(bucket, per_minute=allowed))

    def _refusal(self, error: DomainError) -> HttpResponse:
        match error:
            case LinkInvalid() | InvitationInvalid():
                context = {"another": self.another}
                return render(self.request, "accounts/link_invalid.html", context, status=400)
            case RegistrationClosed():
                return render(self.request, "accounts/registration_closed.html", status=403)
            case AddressTaken():  # a moment ago: the page now asks for that account's password
                return HttpResponseRedirect(self.request.get_full_path())
            case DomainError(kind="busy"):
                seconds = str(error.retry_after)
                context = {"seconds": seconds}
                page = render(self.request, "accounts/too_many.html", context, status=429)
                page["Retry-After"] = seconds
                return page
        raise error


class FinishRegistrationPage(MailedPage):
    template, done = "accounts/register.html", "accounts/registered.html"
    another = "Register once more where you began: we then mail you a new link."

    def load(self) -> tuple[type[PageForm], dict[str, Any]]:
        email = accounts.email_of_link(purpose=Purpose.REGISTER, token=self.token, now=self.now)
        _refuse_if_closed()
        return RegisterForm, {"email": email}

    def redeem(self, shown: dict[str, Any], data: dict[str, Any]) -> None:
        accounts.complete_registration(
            token=self.token,
            password=data["password"],
            full_name=data["full_name"],
            now=self.now,
        )


class ResetPasswordPage(MailedPage):
    template, done = "accounts/reset_password.html", "accounts/password_set.html"
    another = "Ask for a new password once more where you sign in: we then mail you a new link."

    def load(self) -> tuple[type[PageForm], dict[str, Any]]:
        email = accounts.email_of_link(purpose=Purpose.RESET_LINK, token=self.token, now=self.now)
        return NewPasswordForm, {"email": email}

    def redeem(self, shown: dict[str, Any], data: dict[str, Any]) -> None:
        accounts.reset_password_by_link(
            token=self.token, new_password=data["password"], now=self.now
        )


class InvitationPage(MailedPage):
    """Whoever has an account signs in with its password, others choose one."""

    template, done = "accounts/invitation.html", "accounts/joined.html"
    another = "Ask whoever invited you to send the invitation again."

    def load(self) -> tuple[type[PageForm], dict[str, Any]]:
        offer = workspaces.invitation_of_token(token=self.token, now=self.now)
        if not offer.mailed:  # shown by the API to those who invite: they may not ask who is here
            raise InvitationInvalid
        user = user_by_email(offer.email)
        is_free = user is None or user.may_be_taken_over
        if is_free:
            _refuse_if_closed()
        shown = {
            "email": offer.email,
            "full_name": offer.name,
            "workspace": offer.workspace_name,
            "role": offer.role.lower(),
            "has_account": not is_free,
        }
        return (RegisterForm if is_free else SignInForm), shown

    def redeem(self, shown: dict[str, Any], data: dict[str, Any]) -> None:
        if shown["has_account"]:
            self._sign_in_and_accept(email=shown["email"], password=data["password"])
            return
        workspaces.register_by_token(
            token=self.token,
            password=data["password"],
            full_name=data["full_name"],
            now=self.now,
        )

    def _sign_in_and_accept(self, *, email: str, password: str) -> None:
        """The session ends with the page, which gives nobody its tokens."""
        device = device_of(self.request)
        signed_in = accounts.sign_in(email=email, password=password, now=self.now, **device)
        try:
            workspaces.accept_by_token(user=signed_in.user, token=self.token, now=self.now)
        except AlreadyMember:
            pass  # they are where they wanted to be
        finally:
            accounts.sign_out(session=signed_in.session, now=self.now)


def _refuse_if_closed() -> None:
    if not preference(REGISTRATION_ENABLED):
        raise RegistrationClosed
