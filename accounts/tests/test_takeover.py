"""An owned account cannot be taken over by signing up with its address."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import EmailChallenge, User
from accounts.tests.factories import PASSWORD, make_user
from accounts.tests.mailbox import mailed_codes
from core.testing import ApiClient

SIGN_UP = "/api/v1/auth/signup"


def test_a_superuser_made_by_command_is_not_taken_over(
    db: None, anonymous: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", email="root@example.com")

    answer = anonymous.post(
        SIGN_UP, {"email": "root@example.com", "password": "Attackers-1", "full_name": "X"}
    )

    assert answer.status_code == 201
    assert User.objects.get(email="root@example.com").check_password(PASSWORD)
    assert mailed_codes("root@example.com") == []


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_active": False}])
def test_staff_and_deactivated_users_are_not_taken_over(
    db: None, anonymous: ApiClient, fields: dict[str, bool]
) -> None:
    user = make_user("dora", verified=False, **fields)

    anonymous.post(SIGN_UP, {"email": user.email, "password": "Attackers-1", "full_name": "X"})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert mailed_codes(user.email) == []
    assert not EmailChallenge.objects.filter(closed_at=None).exists()


def test_the_portal_limits_password_guesses(transactional_db: None, settings: object) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0  # type: ignore[attr-defined]
    form = {"username": "root@example.com", "password": "guess"}

    answers = [Client().post("/admin/login/", form).status_code for _ in range(22)]

    assert answers == [200] * 20 + [429] * 2
    # the form normalizes the address
    elsewhere = {"username": " ROOT@example.com", "password": "guess"}
    assert Client(REMOTE_ADDR="192.0.2.9").post("/admin/login/", elsewhere).status_code == 429


def test_a_display_name_that_is_an_address_locks_nobody_out(
    transactional_db: None, settings: object
) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0  # type: ignore[attr-defined]
    form = {"username": "192.0.2.9", "password": "guess"}
    for _ in range(22):
        Client().post("/admin/login/", form)

    other = {"username": "root@example.com", "password": "guess"}
    answer = Client(REMOTE_ADDR="192.0.2.9").post("/admin/login/", other)

    assert answer.status_code == 200
