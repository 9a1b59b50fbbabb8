"""Key rotation loses no stored secret, and tokens stay valid."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.tests.factories import token_of
from core.crypto import SecretUnreadable
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes
from operations.embedded.processes import started_at
from operations.embedded.secrets import Secrets, load_or_create_secrets, secrets_path
from operations.embedded.state import ServiceRecord, ServicesState, write_state
from voice.providers.models import Provider
from workspaces.models import Workspace
from workspaces.tests.factories import Person


def stored_key() -> str:
    with as_table_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT api_key FROM providers_provider")
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

    call_command("rotate_keys")
    assert stored_key() == before
    call_command("rotate_keys", apply=True)

    settings.FIELD_KEYS = (new,)
    with workspace_scope(acme.pk):
        assert Provider.objects.get().api_key == "sk-1"
    settings.FIELD_KEYS = (old,)
    with pytest.raises(SecretUnreadable), workspace_scope(acme.pk):
        Provider.objects.get()
    output = capsys.readouterr().out.splitlines()
    assert [line for line in output if "columns" in line] == [
        "1 secrets in 5 columns would be encrypted anew.",
        "1 secrets in 5 columns encrypted anew.",
    ]
    assert (
        len([line for line in output if "in the environment: put a new key in front" in line]) == 4
    )


@pytest.fixture
def generated(settings: Any, tmp_path: Path, db: None) -> Path:
    """An installation that uses the keys it generated itself."""
    settings.VAR_DIR = tmp_path
    made = load_or_create_secrets(tmp_path)
    settings.JWT_KEYS, settings.FIELD_KEYS = made.jwt_keys, made.field_keys
    return tmp_path


def start(settings: Any, var_dir: Path) -> Secrets:
    """What a process started now would do."""
    made = load_or_create_secrets(var_dir)
    settings.JWT_KEYS, settings.FIELD_KEYS = made.jwt_keys, made.field_keys
    return made


def test_a_dry_run_generates_no_key(generated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = secrets_path(generated).read_text()

    with nothing_changes():
        call_command("rotate_keys")

    assert secrets_path(generated).read_text() == before
    assert "A new key for tokens would be made" in capsys.readouterr().out


def test_new_keys_are_put_in_front_and_tokens_stay_valid(
    generated: Path, settings: Any, alice: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    old = load_or_create_secrets(generated)
    alice.api.headers["Authorization"] = f"Bearer {token_of(alice.user)}"

    call_command("rotate_keys", apply=True)

    new = start(settings, generated)
    assert new.secret_key == old.secret_key
    assert (new.jwt_keys[1:], new.field_keys[1:]) == (old.jwt_keys, old.field_keys)
    assert {new.jwt_keys[0], new.field_keys[0]}.isdisjoint({*old.jwt_keys, *old.field_keys})
    assert secrets_path(generated).stat().st_mode & 0o777 == 0o600
    assert alice.api.get("/api/v1/auth/me").status_code == 200
    out = capsys.readouterr().out
    assert out.endswith("Restart Frontdesk now: new keys take effect at its next start.\n")
    assert [key for key in (*new.jwt_keys, *new.field_keys) if key in out] == []


def test_repeated_rotation_loses_no_secret(generated: Path, settings: Any, acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        Provider.objects.create(
            workspace=acme, name="Cloud", base_url="https://a.example", model="m", api_key="sk-1"
        )

    for _ in range(3):
        call_command("rotate_keys", apply=True)
        made = start(settings, generated)
        assert len(made.field_keys) == 2
        with workspace_scope(acme.pk):
            assert Provider.objects.get().api_key == "sk-1"


def test_no_further_key_is_generated_while_older_processes_run(generated: Path) -> None:
    me = ServiceRecord("up", os.getpid(), started_at(os.getpid()))
    web = ServiceRecord("web", os.getpid(), started_at(os.getpid()))
    write_state(generated, ServicesState(None, None, me, "token", (web,)))
    before = secrets_path(generated).read_text()

    with pytest.raises(CommandError, match="Restart Frontdesk first"):
        call_command("rotate_keys", apply=True)

    assert secrets_path(generated).read_text() == before


def test_an_unreadable_secret_stops_the_rotation(
    generated: Path, settings: Any, acme: Workspace
) -> None:
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    with workspace_scope(acme.pk):
        Provider.objects.create(
            workspace=acme, name="Cloud", base_url="https://a.example", model="m", api_key="sk-1"
        )
    before = start(settings, generated)

    with pytest.raises(CommandError, match="1 secrets cannot be read"):
        call_command("rotate_keys", apply=True)

    assert load_or_create_secrets(generated) == before
