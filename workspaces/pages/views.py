"""The page that an invitation's mail links to."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accounts import services as accounts
from accounts.errors import AddressTaken, BadCredentials, PasswordTooWeak, RegistrationClosed
from accounts.queries import user_by_email
from accounts.shapes import RegisterForm, SignInForm
from core.errors import DomainError
from core.http.client import device_of
from core.pages import MailedPage
from core.pages.forms import PageForm
from core.pages.mailed import Shown
from workspaces import services
from workspaces.errors import AlreadyMember, InvitationInvalid


class InvitationPage(MailedPage):
    """A user with an account signs in with its password; others choose one.

    An account that never verified the address may be somebody else's: then it loses the address.
    """

    template, done = "workspaces/invitation.html", "workspaces/joined.html"
    another = "Ask whoever invited you to send the invitation again."
    link_refusals = (InvitationInvalid,)
    form_refusals = {PasswordTooWeak: "password", BadCredentials: "password"}

    def load(self) -> tuple[type[PageForm], Shown]:
        offer = services.invitation_of_token(token=self.token, now=self.now)
        # shown by the API to inviters, who may not learn whether an account exists
        if not offer.mailed:
            raise InvitationInvalid
        user = user_by_email(offer.email)
        is_unverified = user is not None and user.may_lose_address
        is_free = user is None or (is_unverified and "anew" in self.request.GET)
        if is_free:
            accounts.refuse_if_closed()
        shown = {
            "email": offer.email,
            "full_name": offer.name,
            "workspace": offer.workspace_name,
            "role": offer.role.lower(),
            "has_account": not is_free,
            "may_open_anew": is_unverified and not is_free,
        }
        return (RegisterForm if is_free else SignInForm), shown

    def redeem(self, shown: Shown, data: dict[str, str]) -> None:
        if shown["has_account"]:
            self._sign_in_and_accept(email=str(shown["email"]), password=data["password"])
            return
        services.register_by_token(
            token=self.token,
            password=data["password"],
            full_name=data["full_name"],
            now=self.now,
        )

    def refuse(self, error: DomainError) -> HttpResponse:
        match error:
            case RegistrationClosed():
                return render(self.request, "accounts/registration_closed.html", status=403)
            case AddressTaken():  # a moment ago: the page now asks for that account's password
                return HttpResponseRedirect(self.request.get_full_path())
        return super().refuse(error)

    def _sign_in_and_accept(self, *, email: str, password: str) -> None:
        """The session ends with the page, which reveals its tokens to nobody."""
        device = device_of(self.request)
        signed_in = accounts.sign_in(email=email, password=password, now=self.now, **device)
        try:
            services.accept_by_token(user=signed_in.user, token=self.token, now=self.now)
        except AlreadyMember:
            pass  # they are members already
        finally:
            accounts.sign_out(session=signed_in.session, now=self.now)
