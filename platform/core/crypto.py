"""Secrets at rest: Fernet (AES-128-CBC, HMAC-SHA256); newest key first, old ones still decrypt."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class SecretUnreadable(RuntimeError):
    """A stored secret was encrypted with a key that is no longer configured."""


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises SecretUnreadable, which never contains the token."""
    try:
        return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable("a stored secret cannot be read with the configured keys") from error


def rotate(token: str) -> str:
    """The same secret, encrypted with the newest key. Raises SecretUnreadable."""
    try:
        return _cipher(tuple(settings.FIELD_KEYS)).rotate(token.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable("a stored secret cannot be read with the configured keys") from error


class EncryptedTextField(models.TextField):
    """Plain text in Python, encrypted in the database; cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value
