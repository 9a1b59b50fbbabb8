"""The environment: doors by host, and loud when it is wrong."""

from __future__ import annotations

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import _compat_hosts


def hosts_of(monkeypatch: pytest.MonkeyPatch, text: str) -> dict[str, str]:
    monkeypatch.setenv("COMPAT_HOSTS", text)
    return _compat_hosts(environ.Env())


def test_hosts_choose_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    found = hosts_of(monkeypatch, "localhost:8090=microbit, Morpheus.Example.com=morpheus")

    assert found == {"localhost:8090": "microbit", "morpheus.example.com": "morpheus"}


def test_no_hosts_is_no_doors_by_host(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hosts_of(monkeypatch, "") == {}


@pytest.mark.parametrize(
    "text", ["localhost:8090", "=microbit", "a.example=nobody", "a.example=", "a.example=tests"]
)
def test_what_is_no_pair_of_host_and_door_is_refused(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"microbit, morpheus, stella, voicera"):
        hosts_of(monkeypatch, text)
