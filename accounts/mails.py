"""The mails of accounts, each with sample values."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings

from core.mail import register_mail


def register_mails() -> None:
    person = {"user": {"full_name": "Ada Lovelace", "email": "ada@example.com"}}
    code = {**person, "code": "123456", "minutes": 10}
    token = "eyJhbGciOiJIUzI1NiJ9.eyJ0eXAiOiJzYW1wbGUifQ.c2FtcGxl"
    link = {**person, "token": token, "link": f"{settings.SITE_URL}/sample?token={token}"}
    asked_at = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)
    several = {"asked_at": asked_at, "is_one_of_several": True, "replaces_account": True}
    register_mail("verify", **code, **several)
    register_mail("reset_code", **code)
    register_mail("change_email", **code)
    register_mail("register", **link, hours=24)
    register_mail("reset_link", **link, minutes=60)
    register_mail("signup_notice", **person, days=30)
    register_mail("password_changed", **person)
    register_mail("email_changed", **person, link=link["link"], hours=72)
    register_mail("address_set_aside", **person, account="usr_01hx0000000000000000000000")
    register_mail("account_closed", **person, days=30)
    register_mail("export_ready", **person, link=f"{settings.SITE_URL}/sample", days=7)
