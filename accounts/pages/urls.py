"""Routes of the pages that mails about accounts link to."""

from django.urls import path

from accounts.pages.views import (
    FinishRegistrationPage,
    ForgotPasswordPage,
    ResetPasswordPage,
    UndoChangePage,
)

urlpatterns = [
    path("finish-registration", FinishRegistrationPage.as_view()),
    path("forgot-password", ForgotPasswordPage.as_view()),
    path("reset-password", ResetPasswordPage.as_view()),
    path("undo-address-change", UndoChangePage.as_view()),
]
