"""The mails of workspaces, each with sample values."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings

from core.mail import register_mail


def register_mails() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJ0eXAiOiJzYW1wbGUifQ.c2FtcGxl"
    register_mail(
        "invitation",
        user={"full_name": "Ada Lovelace"},
        invited_by="Grace Hopper",
        workspace="Acme",
        role="member",
        token=token,
        link=f"{settings.SITE_URL}/invitations?token={token}",
        days=7,
    )
    register_mail(
        "usage",
        user={"full_name": "Ada Lovelace"},
        workspace="Acme",
        used=80,
        quota=100,
        is_used_up=False,
        plan="Free",
        resets_at=datetime(2027, 2, 1, tzinfo=UTC),
        support="staff@frontdesk.example",
    )
