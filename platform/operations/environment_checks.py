"""Checks of what a process has from its environment: each process can say it only of itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import get_connection

from operations.embedded.files import make_private_dir
from operations.errors import one_line
from workspaces.plans import PLANS

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `missing` is something that the platform needs and does not have."""

    subject: str
    state: State
    detail: str


def check_environment() -> Iterator[Finding]:
    """Yield every finding about this process."""
    yield _installation()
    yield _secrets()
    yield _plan()
    yield _mail()
    yield _storage()
    yield _outbound()


def _installation() -> Finding:
    mode = "production" if settings.PRODUCTION else "development"
    where = f"VAR_DIR {settings.VAR_DIR}, SITE_URL {settings.SITE_URL}"
    return Finding("Installation", "ok", f"{settings.VERSION}, {mode}, {where}")


def _secrets() -> Finding:
    names = ("SECRET_KEY", "JWT_KEYS", "FIELD_KEYS")
    generated = [name for name in names if not os.environ.get(name)]
    if generated:
        file = settings.VAR_DIR / "secrets.json"
        return Finding("Secrets", "ok", f"{', '.join(generated)} generated, kept in {file}")
    return Finding("Secrets", "ok", "all from the environment")


def _plan() -> Finding:
    plan = PLANS[settings.DEFAULT_PLAN]
    quota = plan.messages_per_month
    allowed = "any number of" if quota is None else f"{quota:,}"
    return Finding("DEFAULT_PLAN", "ok", f"{plan.name}: {allowed} messages a month")


def _mail() -> Finding:
    backend = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    if backend == "filebased":
        folder = Path(settings.EMAIL_FILE_PATH)
        return _writable("Mail", folder, f"kept as files in {folder}; set EMAIL_URL to send it")
    where = f"{backend} {settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection():
            pass
    except OSError as error:  # smtplib's errors are OSErrors
        return Finding("Mail", "missing", f"{where}: {one_line(error)}")
    return Finding("Mail", "ok", where)


def _storage() -> Finding:
    """Writes and deletes a file, in a folder or a bucket."""
    storage = storages["default"]
    backend = type(storage).__name__
    try:
        storage.delete(storage.save("doctor/probe", ContentFile(b"probe")))
    except OSError as error:
        return Finding("Storage", "missing", f"{backend}: {one_line(error)}")
    return Finding("Storage", "ok", f"{backend}, writable")


def _outbound() -> Finding:
    if settings.OUTBOUND_ALLOW_LOOPBACK:
        return Finding("OUTBOUND_ALLOW_LOOPBACK", "note", "on: requests may reach this machine")
    return Finding("OUTBOUND_ALLOW_LOOPBACK", "ok", "off")


def _writable(subject: str, folder: Path, detail: str) -> Finding:
    try:
        make_private_dir(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(subject, "missing", f"{folder}: {one_line(error)}")
    return Finding(subject, "ok", detail)
