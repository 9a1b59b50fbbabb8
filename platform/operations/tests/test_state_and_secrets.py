"""The contents of VAR_DIR: secrets that all processes share, and the running servers."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from operations.embedded.files import make_var_dir
from operations.embedded.secrets import load_or_create_secrets
from operations.embedded.state import (
    ServiceRecord,
    ServicesState,
    read_last_state,
    read_state,
    state_path,
    write_state,
)
from operations.errors import CannotStart

RACERS = 8


def state_of(supervisor_pid: int) -> ServicesState:
    return ServicesState(
        database_url="postgresql://frontdesk:s3cret@127.0.0.1:5555/frontdesk",
        redis_url=None,
        supervisor=ServiceRecord("up", supervisor_pid, 1.5),
        token="mark",
        services=(ServiceRecord("postgresql", 7, 2.5, port=5555), ServiceRecord("beat", 8, 3.5)),
    )


def ended_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_secrets_are_generated_once_and_private(tmp_path: Path) -> None:
    made = load_or_create_secrets(tmp_path / "var")

    assert load_or_create_secrets(tmp_path / "var") == made
    assert stat.S_IMODE((tmp_path / "var" / "secrets.json").stat().st_mode) == 0o600
    assert len(made.secret_key) == len(made.jwt_keys[0]) == 64
    assert made.secret_key != made.jwt_keys[0]
    assert Fernet(made.field_keys[0]).decrypt(Fernet(made.field_keys[0]).encrypt(b"x")) == b"x"


def test_secrets_differ_between_installations(tmp_path: Path) -> None:
    assert load_or_create_secrets(tmp_path / "one") != load_or_create_secrets(tmp_path / "two")


def test_a_file_with_single_keys_is_still_read(tmp_path: Path) -> None:
    made = load_or_create_secrets(tmp_path)
    path = tmp_path / "secrets.json"
    stored = json.loads(path.read_text())
    stored["jwt_key"] = stored.pop("jwt_keys")[0]
    path.write_text(json.dumps(stored))

    assert load_or_create_secrets(tmp_path) == made


def test_concurrent_processes_agree_on_the_secrets(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from operations.embedded.secrets import load_or_create_secrets\n"
        "sys.stdin.read(1)\n"
        "print(load_or_create_secrets(Path(sys.argv[1])).secret_key)\n"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, tmp_path / "var"],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(RACERS)
    ]
    answers = {racer.communicate("!")[0].strip() for racer in racers}

    assert answers == {load_or_create_secrets(tmp_path / "var").secret_key}
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secrets.json"]


def test_damaged_secrets_are_reported_and_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"secret_key": "half of')

    with pytest.raises(CannotStart, match="is damaged: restore it from a backup"):
        load_or_create_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == '{"secret_key": "half of'


def test_secrets_do_not_show_in_a_traceback(tmp_path: Path) -> None:
    made = load_or_create_secrets(tmp_path)

    assert made.secret_key not in repr(made)
    assert "s3cret" not in repr(state_of(os.getpid()))


def test_the_state_of_a_running_up_is_read(tmp_path: Path) -> None:
    state = state_of(os.getpid())
    write_state(tmp_path, state)

    assert read_state(tmp_path) == state
    assert stat.S_IMODE(state_path(tmp_path).stat().st_mode) == 0o600


def test_the_state_of_an_ended_up_is_not_current(tmp_path: Path) -> None:
    state = state_of(ended_pid())
    write_state(tmp_path, state)

    assert read_state(tmp_path) is None
    assert read_last_state(tmp_path) == state


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"supervisor": 1, "services": []})])
def test_an_unreadable_state_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "run").mkdir()
    state_path(tmp_path).write_text(text)

    assert read_last_state(tmp_path) is None


def test_a_missing_state_is_none(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None


def test_a_new_var_dir_is_closed_to_others(tmp_path: Path) -> None:
    made = make_var_dir(tmp_path / "deep" / "var")

    assert made.stat().st_mode & 0o066 == 0


def test_an_existing_var_dir_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var").chmod(0o755)

    assert stat.S_IMODE(make_var_dir(tmp_path / "var").stat().st_mode) == 0o755


def test_a_var_dir_that_cannot_be_created_is_reported_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(CannotStart, match=r"cannot be written \(.*\): choose another folder"):
        make_var_dir(tmp_path / "file" / "var")
