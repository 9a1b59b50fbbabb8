"""Routes of the pages where customers book and change what they have booked, and of feeds."""

from django.urls import path

from scheduling.pages.appointments import (
    AppointmentPage,
    CalendarFilePage,
    CancelPage,
    MovePage,
)
from scheduling.pages.booking import ChoosePage, DetailsPage
from scheduling.pages.feeds import feed

urlpatterns = [
    path("book/appointment", AppointmentPage.as_view()),
    path("book/appointment/calendar.ics", CalendarFilePage.as_view()),
    path("book/appointment/move", MovePage.as_view()),
    path("book/appointment/cancel", CancelPage.as_view()),
    path("book/<str:calendar_id>", ChoosePage.as_view()),
    path("book/<str:calendar_id>/time", DetailsPage.as_view()),
    path("calendars/feed.ics", feed),
]
