"""What migrations make of rows that were there before them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.scope import as_table_owner
from core.testing.migrations import migrate_to

NOW = timezone.now()
# A pending user: its name, when it was changed, and when its open code was mailed, if it has one.
PENDING = [
    ("mailed", NOW - timedelta(days=9), NOW),
    ("waiting", NOW - timedelta(days=6), None),
    ("lapsed", NOW - timedelta(days=8), None),
]


@pytest.mark.django_db
def test_pending_users_become_sign_ups() -> None:
    password = make_password("owners-battery-2")
    with as_table_owner():
        before = migrate_to("accounts", "0003_users_know_a_changed_email")
        users = before.get_model("accounts", "User").objects
        for name, updated_at, mailed_at in PENDING:
            user = users.create(
                email=f"{name}@example.com",
                full_name=name.title(),
                password=password,
                is_pending=True,
                updated_at=updated_at,
            )
            if mailed_at is not None:
                user.challenges.create(
                    email=user.email,
                    purpose="VERIFY",
                    code_hash=b"hash",
                    created_at=mailed_at,
                    expires_at=mailed_at + timedelta(minutes=10),
                )
        users.create(email="vera@example.com", password=password)

        after = migrate_to("accounts", "0004_pending_users_become_sign_ups")

        emails = list(after.get_model("accounts", "User").objects.values_list("email", flat=True))
        challenges = after.get_model("accounts", "EmailChallenge").objects.order_by("email")
        rows = [
            (each.email, each.user, each.full_name, each.password == password, each.code_hash)
            for each in challenges
        ]
        created = [each.created_at for each in challenges]
    assert emails == ["vera@example.com"]
    assert rows == [
        ("mailed@example.com", None, "Mailed", True, b"hash"),
        ("waiting@example.com", None, "Waiting", True, None),
    ]
    assert created == [NOW, NOW - timedelta(days=6)]


@pytest.mark.django_db
def test_sign_ups_of_before_wait_for_a_new_code() -> None:
    with as_table_owner():
        before = migrate_to("accounts", "0005_drop_pending_users")
        before.get_model("accounts", "EmailChallenge").objects.create(
            email="dora@example.com",
            purpose="VERIFY",
            password="hash",
            code_hash=b"hash",
            tries=5,
            created_at=NOW,
            expires_at=NOW + timedelta(minutes=10),
        )

        after = migrate_to("accounts", "0009_one_open_challenge_per_address")

        (kept,) = after.get_model("accounts", "EmailChallenge").objects.all()
    assert (kept.code_seed, kept.network, kept.tries.count()) == (None, "", 0)
    assert (kept.closed_at, kept.password) == (None, "hash")
