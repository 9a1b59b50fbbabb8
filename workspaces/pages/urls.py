"""Routes of the pages that mails about workspaces link to."""

from django.urls import path

from workspaces.pages.views import InvitationPage

urlpatterns = [path("invitations", InvitationPage.as_view())]
