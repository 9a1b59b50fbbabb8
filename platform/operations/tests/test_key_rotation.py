"""A new key for stored secrets, and the old one forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from core.crypto import SecretUnreadable
from core.scope import as_owner, workspace_scope
from voice.models import Provider
from workspaces.models import Workspace


def stored_key() -> str:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT api_key FROM voice_provider")
        return str(cursor.fetchone()[0])


def test_after_a_rotation_the_old_key_is_not_needed(
    acme: Workspace, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = (old,)
    with workspace_scope(acme.pk):
        Provider.objects.create(
            workspace=acme, name="Cloud", base_url="https://a.example", model="m", api_key="sk-1"
        )
    before = stored_key()
    settings.FIELD_KEYS = (new, old)

    call_command("rotate_field_keys")
    assert stored_key() == before
    call_command("rotate_field_keys", apply=True)

    settings.FIELD_KEYS = (new,)
    with workspace_scope(acme.pk):
        assert Provider.objects.get().api_key == "sk-1"
    settings.FIELD_KEYS = (old,)
    with pytest.raises(SecretUnreadable), workspace_scope(acme.pk):
        Provider.objects.get()
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "1 secrets in 2 columns would be encrypted anew.",
        "1 secrets in 2 columns encrypted anew.",
    ]
