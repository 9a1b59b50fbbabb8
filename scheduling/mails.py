"""Mails to customers and hosts, with sample values."""

from __future__ import annotations

from django.conf import settings

from core.mail import register_mail


def register_mails() -> None:
    register_mail(
        "appointment",
        locale={"language": "en", "direction": "ltr"},
        about={
            "title": "Appointment booked",
            "calendar": "Check-ups",
            "day": "Tuesday, March 2, 2027",
        },
        hello={"before": "Hello", "after": ","},
        user={"full_name": "Ada Lovelace"},
        text="Your appointment with Acme is booked.",
        hints=["You can move or cancel it until Monday, March 1, 2027, 9:30 AM."],
        rows=[
            {"label": "What:", "value": "Check-ups"},
            {"label": "When:", "value": "Tuesday, March 2, 2027, 9:30 AM – 10:00 AM"},
            {"label": "Time zone:", "value": "Central European Standard Time (Europe/Vienna)"},
            {"label": "Where:", "value": "Ringstraße 1, Vienna"},
        ],
        links=[
            {"label": "See the appointment", "link": f"{settings.SITE_URL}/book/appointment"},
            {
                "label": "Cancel the appointment",
                "link": f"{settings.SITE_URL}/book/appointment/cancel",
            },
        ],
        unexpected="If you do not know what this is about, you need do nothing.",
    )
    register_mail(
        "session_link",
        locale={"language": "en", "direction": "ltr"},
        about={"title": "Your link to sign in"},
        hello={"before": "Hello", "after": ","},
        user={"full_name": "Dr. Osei"},
        text="With this link you see your appointments at Acme.",
        hint="It works once, until 9:15 AM. If you did not ask for it, you need do nothing.",
        label="Sign in",
        link=f"{settings.SITE_URL}/agenda/enter?key=sample",
    )
