"""The environment: doors by host, and errors for invalid values."""

from __future__ import annotations

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import _compat_hosts, read_environment

OLD_KEY, NEW_KEY = "old-" * 16, "new-" * 16


def hosts_of(monkeypatch: pytest.MonkeyPatch, text: str) -> dict[str, str]:
    monkeypatch.setenv("COMPAT_HOSTS", text)
    return _compat_hosts(environ.Env())


def test_hosts_select_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    found = hosts_of(monkeypatch, "localhost:8090=microbit, Morpheus.Example.com=morpheus")

    assert found == {"localhost:8090": "microbit", "morpheus.example.com": "morpheus"}


def test_without_hosts_no_door_is_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hosts_of(monkeypatch, "") == {}


@pytest.mark.parametrize(
    "text", ["localhost:8090", "=microbit", "a.example=nobody", "a.example=", "a.example=tests"]
)
def test_an_invalid_pair_of_host_and_door_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"microbit, morpheus, stella, voicera"):
        hosts_of(monkeypatch, text)


def test_there_can_be_several_token_keys_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_KEYS", f"{NEW_KEY},{OLD_KEY}")

    assert read_environment().jwt_keys == (NEW_KEY, OLD_KEY)


@pytest.mark.parametrize("text", ["x" * 31, f"{NEW_KEY},short"])
def test_a_key_that_is_too_short_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("JWT_KEYS", text)

    with pytest.raises(ImproperlyConfigured, match=r"JWT_KEYS .* 32 characters"):
        read_environment()


def test_the_plan_of_new_workspaces_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_PLAN", "starter")
    assert read_environment().default_plan == "STARTER"

    monkeypatch.setenv("DEFAULT_PLAN", "GOLD")
    with pytest.raises(ImproperlyConfigured, match=r"FREE, STARTER, PROFESSIONAL, ENTERPRISE"):
        read_environment()


def test_owners_write_to_the_sender_of_mail_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", "Desk <desk@example.com>")
    assert read_environment().support_email == "desk@example.com"

    monkeypatch.setenv("SUPPORT_EMAIL", "help@example.com")
    assert read_environment().support_email == "help@example.com"
