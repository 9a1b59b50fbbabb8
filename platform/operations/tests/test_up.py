"""`manage.py up`: its error messages, and its guarantees with real processes."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest

from operations.embedded import ports, postgres_binaries, valkey
from operations.embedded.processes import wait_until
from operations.embedded.state import read_state
from operations.errors import CannotStart
from operations.instance import sole_instance
from operations.tests.running import MANAGE, Installation, environment, processes_of

pytestmark = pytest.mark.processes

OWNER = "kept@frontdesk.example"


def refusal_of_up(var_dir: Path, port: int | str, **more: str) -> str:
    """The error output of an `up` that ends by itself with exit code 1."""
    ended = subprocess.run(
        [*MANAGE, "up"],
        env=environment(var_dir, port, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    return ended.stderr.strip()


def has_owner(installation: Installation) -> bool:
    """Queries the database directly, so that no Django has to start for it."""
    assert installation.state.database_url is not None
    with psycopg.connect(installation.state.database_url) as session:
        row = session.execute(
            "SELECT is_superuser FROM accounts_user WHERE email = %s", [OWNER]
        ).fetchone()
    return row == (True,)


def test_a_port_in_use_is_reported_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert refusal_of_up(tmp_path / "var", port) == (
            f"Port {port} of 127.0.0.1 is in use or not ours to use: "
            "choose another, such as PORT=8080."
        )
    assert processes_of(tmp_path / "var") == []


@pytest.mark.parametrize("text", ["http", "65536"])
def test_an_invalid_port_is_reported_in_one_sentence(tmp_path: Path, text: str) -> None:
    assert refusal_of_up(tmp_path, text) == f"PORT is a number from 1 to 65535, not '{text}'."


def test_an_invalid_number_of_processes_is_reported_in_one_sentence(tmp_path: Path) -> None:
    assert refusal_of_up(tmp_path, 8000, ANSWER_PROCESSES="many") == (
        "ANSWER_PROCESSES is a number from 0 to 8, not 'many'."
    )


def test_an_unwritable_folder_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    var_dir = tmp_path / "file" / "var"

    assert refusal_of_up(var_dir, 8000) == (
        f"VAR_DIR {var_dir} cannot be written (Not a directory): "
        "choose another folder with VAR_DIR=/path, or change its owner."
    )


def test_a_second_up_on_the_same_folder_is_reported_in_one_sentence(tmp_path: Path) -> None:
    with sole_instance(tmp_path):
        assert refusal_of_up(tmp_path, ports.choose(None)) == (
            f"Frontdesk already runs on {tmp_path}: "
            "stop it, or start a second one with another VAR_DIR and PORT."
        )


def test_unreachable_servers_are_reported_in_one_sentence(tmp_path: Path) -> None:
    with_neither = {
        "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    without_redis_url = {"DATABASE_URL": with_neither["DATABASE_URL"]}
    port = ports.choose(None)

    refusal = refusal_of_up(tmp_path, port, **with_neither)
    assert refusal.startswith("REDIS_URL cannot be used: ")
    assert len(refusal.splitlines()) == 1
    refusal = refusal_of_up(tmp_path, port, **without_redis_url)
    assert refusal.startswith("The database cannot be used: ")
    assert len(refusal.splitlines()) == 1
    assert processes_of(tmp_path) == []


def test_an_unsupported_platform_is_reported_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres_binaries, "_folders_of_system", list)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(CannotStart, match=r"or set DATABASE_URL to a server of yours\.$"):
        postgres_binaries.find_programs(None)
    with pytest.raises(CannotStart, match=r"or set REDIS_URL to a server of yours\.$"):
        valkey.find_binary()


def test_the_systems_postgres_replaces_missing_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = postgres_binaries.find_programs(None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(postgres_binaries, "_folders_of_system", lambda: [programs])

    assert postgres_binaries.find_programs(None) == programs


@pytest.fixture(scope="module")
def running(installation: Installation) -> Installation:
    """An installation to which an operator has added an account by Django's own command."""
    installation.manage(
        "createsuperuser",
        "--noinput",
        DJANGO_SUPERUSER_EMAIL=OWNER,
        DJANGO_SUPERUSER_PASSWORD="correct horse battery staple",
    )
    return installation


# These tests run in order; each starts from the state that the previous one left.


def test_other_commands_find_the_servers(running: Installation) -> None:
    assert has_owner(running)


def test_doctor_tells_the_environment_of_what_runs_not_of_its_own_shell(
    running: Installation,
) -> None:
    output = running.manage(
        "doctor", "--no-color", DEFAULT_PLAN="ENTERPRISE", SITE_URL="https://elsewhere.example"
    )

    found = {line[9:33].strip(): line[34:] for line in output.splitlines()}
    assert found["Environment"].startswith("as the worker ")
    assert found["DEFAULT_PLAN"] == "Free: 100 messages a month"
    assert f"SITE_URL http://localhost:{running.port}" in found["Installation"]


def test_files_are_closed_to_others(running: Installation) -> None:
    servers = {"postgresql", "valkey"}  # as root, PostgreSQL's own user traverses it
    open_to_others = [
        path.name
        for path in running.var_dir.iterdir()
        if path.name not in servers and path.stat().st_mode & 0o077
    ]

    assert open_to_others == []


def test_killed_servers_are_restarted_in_place(running: Installation) -> None:
    before = running.state
    killed = {name: running.pid_of(name) for name in ("postgresql", "valkey")}
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    assert wait_until(
        lambda: all(running.pid_of(name) != pid for name, pid in killed.items()), seconds=30
    )
    assert wait_until(running.is_ready, seconds=30)
    after = running.state
    assert (after.database_url, after.redis_url) == (before.database_url, before.redis_url)
    assert has_owner(running)


def test_answer_workers_stop_when_asked(running: Installation) -> None:
    before = running.pid_of("answers-1")
    os.kill(before, signal.SIGTERM)

    assert wait_until(lambda: running.pid_of("answers-1") != before, seconds=30)
    assert "answers-1 ended (exit code 0)" in running.output


def test_after_a_kill_the_next_start_has_all_data(running: Installation) -> None:
    before = running.state
    assert running.end(signal.SIGKILL) == -signal.SIGKILL

    running.start()

    assert has_owner(running)
    after = running.state
    assert (after.database_url, after.redis_url) == (before.database_url, before.redis_url)
    old = {service.pid for service in before.services}
    assert old.isdisjoint(process.pid for process in processes_of(running.var_dir))


def test_one_signal_leaves_nothing_running(running: Installation) -> None:
    assert running.end(signal.SIGTERM) == 0

    assert processes_of(running.var_dir) == []
    assert read_state(running.var_dir) is None
    assert ports.is_free(running.port)
