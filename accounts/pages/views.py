"""The pages that mails about accounts link to: completing a registration, asking for a new password
and setting it, undoing a change of the address.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from accounts import services
from accounts.errors import LinkInvalid, PasswordTooWeak, RegistrationClosed
from accounts.models import EmailChallenge
from accounts.shapes import AddressForm, NewPasswordForm, RegisterForm
from core.errors import DomainError
from core.pages import FormPage, MailedPage
from core.pages.forms import PageForm
from core.pages.mailed import Shown

Purpose = EmailChallenge.Purpose


class FinishRegistrationPage(MailedPage):
    template, done = "accounts/register.html", "accounts/registered.html"
    another = "Register once more where you began: we then mail you a new link."
    link_refusals = (LinkInvalid,)
    form_refusals = {PasswordTooWeak: "password"}

    def load(self) -> tuple[type[PageForm], Shown]:
        email = services.email_of_link(purpose=Purpose.REGISTER, token=self.token, now=self.now)
        services.refuse_if_closed()
        return RegisterForm, {"email": email}

    def redeem(self, shown: Shown, data: dict[str, str]) -> None:
        services.complete_registration(
            token=self.token,
            password=data["password"],
            full_name=data["full_name"],
            now=self.now,
        )

    def refuse(self, error: DomainError) -> HttpResponse:
        if isinstance(error, RegistrationClosed):
            return render(self.request, "accounts/registration_closed.html", status=403)
        return super().refuse(error)


class ResetPasswordPage(MailedPage):
    template, done = "accounts/reset_password.html", "accounts/password_set.html"
    another = "Ask for another link at /forgot-password, or where you sign in."
    link_refusals = (LinkInvalid,)
    form_refusals = {PasswordTooWeak: "password"}

    def load(self) -> tuple[type[PageForm], Shown]:
        email = services.email_of_link(purpose=Purpose.RESET_LINK, token=self.token, now=self.now)
        return NewPasswordForm, {"email": email}

    def redeem(self, shown: Shown, data: dict[str, str]) -> None:
        services.reset_password_by_link(
            token=self.token, new_password=data["password"], now=self.now
        )


class ForgotPasswordPage(FormPage):
    template, done = "accounts/forgot_password.html", "accounts/reset_mailed.html"

    def load(self) -> tuple[type[PageForm], Shown]:
        return AddressForm, {}

    def redeem(self, shown: Shown, data: dict[str, str]) -> None:
        services.forgot_password(email=data["email"], by="link", now=self.now)


class UndoChangePage(MailedPage):
    template, done = "accounts/undo_change.html", "accounts/change_undone.html"
    another = "If you no longer reach your account, ask the platform's staff."
    link_refusals = (LinkInvalid,)

    def load(self) -> tuple[type[PageForm], Shown]:
        email = services.email_of_link(purpose=Purpose.UNDO_CHANGE, token=self.token, now=self.now)
        return PageForm, {"email": email}

    def redeem(self, shown: Shown, data: dict[str, str]) -> None:
        services.undo_email_change(token=self.token, now=self.now)
