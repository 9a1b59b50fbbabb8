"""Exports: everything about a user as one archive: requested, built by a job, mailed as a link."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.data_holders import holders
from accounts.errors import EmailNotVerified, LinkInvalid
from accounts.models import DataExport, User
from accounts.services.impersonators import refuse_impersonators
from accounts.tokens import link_token, read_link
from core.archive import Archive, archive_into
from core.jobs import enqueue
from core.mail import send_mail

EXPORT_LIFETIME = timedelta(days=7)
LINK_PURPOSE = "EXPORT"


def request_export(*, user: User, now: datetime) -> DataExport:
    """Request an archive; returns the one being built, if any.

    Raises ImpersonatorRefused, EmailNotVerified (the link is mailed), or an error of a holder of
    personal data.
    """
    refuse_impersonators()
    if not user.is_verified:
        raise EmailNotVerified
    for holder in holders():
        holder.check_export(user)
    try:
        with transaction.atomic():
            export = DataExport.objects.create(user=user, created_at=now)
            enqueue("accounts.build_export", export_id=export.pk)
    except IntegrityError:
        running = DataExport.objects.filter(user=user, state=DataExport.State.QUEUED).first()
        return running or request_export(user=user, now=now)  # it ended in between
    return export


def build_export(*, export_id: int, now: datetime) -> None:
    """Build, store and announce an archive; running again replaces a partial one."""
    waiting = DataExport.objects.filter(pk=export_id, state=DataExport.State.QUEUED)
    export = waiting.select_related("user").first()
    if export is None:
        return
    name = f"exports/{export.uuid.hex}.zip"
    with tempfile.TemporaryFile() as file:
        write_archive(user=export.user, target=file, now=now)
        size = file.seek(0, 2)
        default_storage.delete(name)
        stored_as = default_storage.save(name, File(file))
    with transaction.atomic():
        is_ours = DataExport.objects.filter(pk=export.pk, state=DataExport.State.QUEUED).update(
            state=DataExport.State.READY,
            file=stored_as,
            size_bytes=size,
            ready_at=now,
            expires_at=now + EXPORT_LIFETIME,
        )
        if is_ours:
            enqueue("accounts.send_export_ready", export_id=export.pk)
            enqueue("accounts.expire_export", delay=EXPORT_LIFETIME, export_id=export.pk)
    if not is_ours and not DataExport.objects.filter(pk=export.pk, file=stored_as).exists():
        default_storage.delete(stored_as)  # another worker was faster, or the user was erased


def write_archive(*, user: User, target: IO[bytes], now: datetime) -> Archive:
    """Write everything that the platform holds about the user and the workspaces they own."""
    with archive_into(target) as archive:
        archive.put("made_at", now)
        archive.put("profile", _profile(user))
        archive.put_rows("sessions", _sessions(user))
        archive.put_rows("email_challenges", _challenges(user))
        archive.put_rows("exports", _exports(user))
        for holder in holders():
            holder.export(user, archive)
    return archive


def send_export_ready(*, export_id: int) -> None:
    """Mail the link to an archive."""
    ready = DataExport.objects.filter(pk=export_id, state=DataExport.State.READY)
    export = ready.select_related("user").first()
    if export is None or export.expires_at is None:
        return
    token = link_token(LINK_PURPOSE, export.uuid, export.expires_at)
    link = f"{settings.SITE_URL}/api/v1/auth/exports/{token}"
    context = {"user": export.user, "link": link, "days": EXPORT_LIFETIME.days}
    send_mail(export.user.email, "export_ready", context)


def fail_export(*, export_id: int, error: str) -> None:
    """Mark an archive as failed; the user may request another."""
    DataExport.objects.filter(pk=export_id, state=DataExport.State.QUEUED).update(
        state=DataExport.State.FAILED, error=error
    )


def expire_export(*, export_id: int, now: datetime) -> None:
    """Delete the file of an expired archive."""
    export = DataExport.objects.filter(pk=export_id, state=DataExport.State.READY).first()
    if export is None or export.expires_at is None or now < export.expires_at:
        return
    default_storage.delete(str(export.file.name))
    DataExport.objects.filter(pk=export.pk).update(state=DataExport.State.EXPIRED, file="")


def expire_exports(*, user: User) -> None:
    """Expire the export links mailed so far; the mailbox may have changed hands."""
    ready = DataExport.objects.filter(user=user, state=DataExport.State.READY)
    for export in ready:
        enqueue("accounts.delete_export_file", file_name=str(export.file.name))
    ready.update(state=DataExport.State.EXPIRED, file="")


def open_export(*, token: str, now: datetime) -> tuple[str, File[bytes]]:
    """The archive's file name, and its file, open for reading.

    The token is the mailed one: its bearer owns the address. Raises LinkInvalid.
    """
    claims = read_link(token, LINK_PURPOSE)
    export = DataExport.objects.filter(
        uuid=claims["jti"], state=DataExport.State.READY, user__is_active=True
    ).first()
    if export is None or export.expires_at is None or now >= export.expires_at:
        raise LinkInvalid(field="token")
    try:
        return f"frontdesk-{export.created_at:%Y-%m-%d}.zip", default_storage.open(
            str(export.file.name)
        )
    except FileNotFoundError as error:  # expired at this very moment
        raise LinkInvalid(field="token") from error


def _profile(user: User) -> dict[str, object]:
    return {
        "id": user.public_id,
        "email": user.email,
        "full_name": user.full_name,
        "email_verified_at": user.email_verified_at,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
        "last_login": user.last_login,
        "is_staff": user.is_staff,
    }


def _sessions(user: User) -> Iterator[dict[str, object]]:
    for session in user.sessions.order_by("pk").iterator():
        yield {
            "id": session.public_id,
            "user_agent": session.user_agent,
            "address": session.address,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "revoked_at": session.revoked_at,
            "by_staff": session.impersonator_id is not None,
        }


def _challenges(user: User) -> Iterator[dict[str, object]]:
    names = ("purpose", "email", "created_at", "expires_at", "closed_at")
    return user.challenges.order_by("pk").values(*names).iterator()


def _exports(user: User) -> Iterator[dict[str, object]]:
    names = ("state", "size_bytes", "created_at", "ready_at", "expires_at")
    return user.exports.order_by("pk").values(*names).iterator()
