"""The mails of the widget, each with sample values."""

from __future__ import annotations

from core.mail import register_mail


def register_mails() -> None:
    register_mail(
        "escalation",
        user={"full_name": "Ada Lovelace"},
        workspace="Acme",
        agent="Helper",
        name="Grace Hopper",
        email="grace@example.com",
        words="My invoice is wrong. Can somebody call me?",
        conversation="conv_01h455vb4pex5vsknk084sn02q",
    )
