"""From sign-up to log-out, no line of the log holds what must stay secret."""

from __future__ import annotations

import logging

import pytest

from accounts.models import EmailChallenge
from accounts.tests.mailbox import mailed_codes, wrong
from core.testing import ApiClient

PASSWORD = "SecurePass123!"


def test_no_password_token_or_code_is_logged(
    db: None, anonymous: ApiClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    dora = {"email": "dora@example.com", "password": PASSWORD}

    anonymous.post("/api/v1/auth/signup", dora | {"full_name": "Dora"})
    (code,) = mailed_codes(dora["email"])
    for tried in (wrong(code), code):
        body = {"email": dora["email"], "otp_code": tried}
        verified = anonymous.post("/api/v1/auth/verify-otp", body)
    anonymous.post("/api/v1/auth/login", dora | {"password": f"{PASSWORD}?"})
    login = anonymous.post("/api/v1/auth/login", dora).json()
    refreshed = anonymous.post(
        "/api/v1/auth/refresh", {"refresh_token": login["refresh_token"]}
    ).json()
    ApiClient(refreshed["access_token"]).post("/api/v1/auth/logout")

    challenge = EmailChallenge.objects.get()
    bodies = [verified.json(), login, refreshed]
    secrets = [PASSWORD, code, wrong(code), bytes(challenge.code_hash or b"").hex()]
    secrets += [body[name] for body in bodies for name in ("access_token", "refresh_token")]
    records = [each for each in caplog.records if not each.name.startswith("django.db")]
    written = "\n".join(f"{each.getMessage()} {each.__dict__}" for each in records)
    assert len(secrets) == 10
    assert [each.name for each in records].count("request") == 7
    assert [secret for secret in secrets if secret in written] == []
