"""Impersonators cannot change what would make the account theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.errors import ImpersonatorRefused
from accounts.models import User
from accounts.tests.factories import PASSWORD, make_user
from core.actor import Actor, acting_as
from core.testing import ApiClient, nothing_changes

NOW = timezone.now
VERBS: dict[str, Callable[[User], Any]] = {
    "change the password": lambda user: services.change_password(
        user=user, old_password=PASSWORD, new_password="battery-staple-8", now=NOW()
    ),
    "ask for another address": lambda user: services.request_email_change(
        user=user, password=PASSWORD, email="new@example.com", now=NOW()
    ),
    "take another address": lambda user: services.set_email(
        user=user, email="new@example.com", now=NOW()
    ),
    "close the account": lambda user: services.close_account(
        user=user, password=PASSWORD, now=NOW()
    ),
    "close it without a password": lambda user: services.close_without_password(
        user=user, now=NOW()
    ),
    "have everything exported": lambda user: services.request_export(user=user, now=NOW()),
}


@pytest.mark.parametrize("verb", VERBS)
def test_an_impersonator_is_refused(db: None, verb: str) -> None:
    user = make_user("dora")
    staff = Actor(user.public_id, user.email, "192.0.2.1", impersonator="staff@example.com")

    with nothing_changes(), acting_as(staff), pytest.raises(ImpersonatorRefused):
        VERBS[verb](user)


@pytest.mark.parametrize("verb", VERBS)
def test_the_user_is_allowed(db: None, verb: str) -> None:
    user = make_user("dora")

    with acting_as(Actor(user.public_id, user.email, "192.0.2.1")):
        VERBS[verb](user)


def test_over_the_api_an_impersonator_gets_403(db: None) -> None:
    user, staff = make_user("dora"), make_user("sam", is_staff=True)
    signed_in = services.impersonate(
        user=user, by=staff, reason="Asked to", user_agent="", address="192.0.2.1", now=NOW()
    )
    api = ApiClient(signed_in.access_token)

    assert api.get("/api/v1/auth/me").status_code == 200
    with nothing_changes():
        answer = api.post("/api/v1/auth/export")
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_IN_PERSON")
