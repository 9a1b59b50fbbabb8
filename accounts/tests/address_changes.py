"""A thief changes the address of Dora's account; she resets or undoes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.tests.factories import token_of
from accounts.tests.mailbox import mailed_codes, mailed_links, mailed_tokens
from core.testing import ApiClient

OLD, THIEFS, OTHER = "dora@example.com", "thief@example.com", "third@example.com"
NEW_PASSWORD = "another-horse-8"
HOURS = timedelta(hours=72)


def change(dora: User, email: str = THIEFS) -> ApiClient:
    """The thief, who has an access token, changes the address."""
    thief = ApiClient(token_of(dora))
    assert thief.call("PUT", "/user", body={"email": email}).status_code == 200
    return thief


def forgot(email: str, door: str) -> None:
    path = {
        "here": "/api/v1/auth/forgot-password",
        "voicera": "/voicera/api/v1/auth/forgot-password",
    }
    assert ApiClient().post(path[door], {"email": email}).status_code == 200


def reset(email: str, door: str) -> Any:
    """Ask for a new password and set it with what was mailed."""
    forgot(email, door)
    if door == "voicera":
        body = {"token": mailed_tokens(email)[-1], "new_password": NEW_PASSWORD}
        return ApiClient().post("/voicera/api/v1/auth/reset-password", body)
    body = {"otp_code": mailed_codes(email)[-1], "new_password": NEW_PASSWORD, "email": email}
    return ApiClient().post("/api/v1/auth/reset-password", body)


def undo_link() -> str:
    return next(each for each in mailed_links(OLD) if each.startswith("/undo-address-change?"))


def undo(client: Client) -> Any:
    return client.post(undo_link())
