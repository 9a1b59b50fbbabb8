"""Routes of the pages where customers book and change what they have booked, where hosts see their
agenda, and of feeds.
"""

from django.urls import path

from scheduling.pages import agenda, signing_in
from scheduling.pages.agenda_off import TimeOffPage
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
    path("agenda", agenda.DaysPage.as_view()),
    path("agenda/sign-in", signing_in.SignInPage.as_view()),
    path("agenda/enter", signing_in.EnterPage.as_view()),
    path("agenda/sign-out", signing_in.SignOutPage.as_view()),
    path("agenda/time-off", TimeOffPage.as_view()),
    path("agenda/<str:appointment_id>", agenda.AppointmentPage.as_view()),
    path("agenda/<str:appointment_id>/cancel", agenda.CancelPage.as_view()),
    path("agenda/<str:appointment_id>/conflict", agenda.ConflictPage.as_view()),
]
