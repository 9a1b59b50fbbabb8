"""From sign-up to log-out, over the API."""

from __future__ import annotations

import re

from django.core import mail

from accounts import services
from accounts.models import EmailChallenge
from core.testing import ApiClient

SIGN_UP = {"email": "dora@example.com", "password": "SecurePass123!", "full_name": "Dora"}


def mailed_code() -> str:
    """Have the open challenge's code mailed, as the job does, and read it."""
    from django.utils import timezone

    challenge = EmailChallenge.objects.get(closed_at=None)
    services.send_code(challenge_id=challenge.pk, now=timezone.now())
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None
    return found.group()


def test_sign_up_verify_and_me(db: None, anonymous: ApiClient) -> None:
    answer = anonymous.post("/api/v1/auth/signup", SIGN_UP)

    assert answer.status_code == 201
    assert answer.json() == {
        "message": "Account created. Verify email with OTP.",
        "email": "dora@example.com",
        "expires_in_minutes": 10,
    }

    verified = anonymous.post(
        "/api/v1/auth/verify-otp", {"email": SIGN_UP["email"], "otp_code": mailed_code()}
    )

    assert verified.status_code == 200
    me = ApiClient(verified.json()["access_token"]).get("/api/v1/auth/me")
    assert me.json()["email"] == "dora@example.com"
    assert me.json()["email_verified"] is True
