"""Booking over the calendars of a workspace."""

from voice.tools.services.desk import CalendarDesk

__all__ = ["CalendarDesk"]
