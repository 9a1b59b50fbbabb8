"""Addresses of the probes, the site's own pages, and those that mails link to."""

from django.urls import path

from operations.api import views, widget_pages
from operations.api.account_pages import (
    FinishRegistrationPage,
    InvitationPage,
    ResetPasswordPage,
)

urlpatterns = [
    path("", views.landing),
    path("finish-registration", FinishRegistrationPage.as_view()),
    path("reset-password", ResetPasswordPage.as_view()),
    path("invitations", InvitationPage.as_view()),
    path("widget.js", widget_pages.script_file, {"name": "widget"}),
    path("widget/<path:name>.js", widget_pages.script_file),
    path("widget/studio", widget_pages.studio),
    path("widget/studio/preview", widget_pages.preview),
    path("health", views.live),
    path("livez", views.live),
    path("liveness", views.live),
    path("readyz", views.ready),
    path("readiness", views.ready),
    path("version", views.version),
]
