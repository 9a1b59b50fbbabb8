"""Secrets generated at first start, for installations without configured ones."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from operations.embedded.files import create_private_once, make_var_dir, replace_private
from operations.errors import CannotStart


@dataclass(frozen=True, slots=True)
class Secrets:
    """Values that must survive restarts and never leave the machine.

    secret_key: Django's SECRET_KEY, 64 characters.
    jwt_keys: sign tokens (HS256), 64 characters each, newest first: the first signs, all verify.
        Separate from the others, so that each kind can be replaced alone.
    field_keys: Fernet keys (url-safe base64 of 32 bytes), newest first: the first encrypts, all
        decrypt.
    """

    secret_key: str
    jwt_keys: tuple[str, ...]
    field_keys: tuple[str, ...]

    def __repr__(self) -> str:  # a traceback with local variables must not print them
        return f"Secrets({len(self.field_keys)} field keys)"


def load_or_create_secrets(var_dir: Path) -> Secrets:
    """The secrets in VAR_DIR/secrets.json (0600), generated on first use.

    Safe for concurrent processes: all get the same values. Raises CannotStart if the folder cannot
    be written or the file is damaged; a damaged file is never replaced, since what it encrypted
    would be lost.
    """
    path = secrets_path(var_dir)
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else _create(path)
    except OSError as error:
        raise CannotStart(f"{path} cannot be read ({error.strerror}).") from error
    return _parse(path, text)


def replace_secrets(var_dir: Path, new: Secrets) -> None:
    """Replace the secrets atomically; running processes keep the ones they started with."""
    replace_private(secrets_path(var_dir), json.dumps(asdict(new), indent=2))


def secrets_path(var_dir: Path) -> Path:
    return var_dir.absolute() / "secrets.json"


def new_jwt_key() -> str:
    return secrets.token_urlsafe(48)


def new_field_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _create(path: Path) -> str:
    fresh = Secrets(
        secret_key=secrets.token_urlsafe(48),
        jwt_keys=(new_jwt_key(),),
        field_keys=(new_field_key(),),
    )
    make_var_dir(path.parent)
    return create_private_once(path, json.dumps(asdict(fresh), indent=2))


def _parse(path: Path, text: str) -> Secrets:
    try:
        stored = json.loads(text)
        found = Secrets(
            secret_key=str(stored["secret_key"]),
            jwt_keys=tuple(map(str, stored.get("jwt_keys") or [stored["jwt_key"]])),
            field_keys=tuple(map(str, stored["field_keys"])),
        )
        if not found.field_keys:
            raise ValueError("no field keys")
    except (ValueError, KeyError, TypeError) as error:
        raise CannotStart(
            f"{path} is damaged: restore it from a backup "
            "(without it, stored provider keys and webhook secrets cannot be read)."
        ) from error
    return found
