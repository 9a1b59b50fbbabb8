"""Secrets at rest."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from core import crypto
from core.crypto import SecretUnreadable
from core.models import IdempotencyRecord

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
SECRET = "sk-live-Grüße-42"


def stored() -> str:
    """The field's value in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM core_idempotencyrecord")
        return str(cursor.fetchone()[0])


def store(text: str) -> None:
    IdempotencyRecord.objects.create(
        key_hash=b"k", fingerprint=b"f", body=text, created_at=timezone.now()
    )


def test_a_field_is_plain_in_python_and_encrypted_in_the_table(db: None) -> None:
    store(SECRET)

    assert IdempotencyRecord.objects.get().body == SECRET
    assert "sk-live" not in stored()
    assert stored().startswith("gAAAA")


def test_the_same_secret_is_encrypted_differently_each_time() -> None:
    assert crypto.encrypt(SECRET) != crypto.encrypt(SECRET)


def test_an_empty_value_stays_empty(db: None) -> None:
    store("")

    assert stored() == ""
    assert IdempotencyRecord.objects.get().body == ""


def test_an_older_key_decrypts_and_the_newest_encrypts(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    token = crypto.encrypt(SECRET)

    settings.FIELD_KEYS = [NEW, OLD]
    assert crypto.decrypt(token) == SECRET
    written = crypto.encrypt(SECRET)

    settings.FIELD_KEYS = [NEW]
    assert crypto.decrypt(written) == SECRET


def test_after_rotation_the_old_key_is_not_needed(settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    token = crypto.encrypt(SECRET)

    settings.FIELD_KEYS = [NEW, OLD]
    rotated = crypto.rotate(token)

    settings.FIELD_KEYS = [NEW]
    assert crypto.decrypt(rotated) == SECRET
    with pytest.raises(SecretUnreadable):
        crypto.decrypt(token)


@pytest.mark.parametrize("read", [crypto.decrypt, crypto.rotate])
def test_a_secret_without_its_key_is_unreadable_and_not_revealed(settings: Any, read: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    token = crypto.encrypt(SECRET)
    settings.FIELD_KEYS = [OTHER]

    with pytest.raises(SecretUnreadable) as refused:
        read(token)

    assert token not in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("token", ["plain text", "gAAAAA", "é"])
def test_an_invalid_token_is_unreadable(token: str) -> None:
    with pytest.raises(SecretUnreadable):
        crypto.decrypt(token)


def test_a_row_with_a_lost_key_raises_when_read(db: None, settings: Any) -> None:
    settings.FIELD_KEYS = [OLD]
    store(SECRET)
    settings.FIELD_KEYS = [OTHER]

    with pytest.raises(SecretUnreadable):
        IdempotencyRecord.objects.get()
