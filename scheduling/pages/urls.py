"""Pages of scheduling."""

from django.urls import path

from scheduling.pages.feeds import feed

urlpatterns = [
    path("calendars/feed.ics", feed),
]
