"""`Idempotency-Key`: a repeated POST gets the first response again and does nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import DomainError
from core.json_values import dump_json
from core.models import IdempotencyRecord
from core.wire.answers import Reply

MAX_KEY_LENGTH = 255
ABANDONED_AFTER = timedelta(minutes=2)  # a first attempt without a response has died by then


class KeyInvalid(DomainError):
    code, kind = "IDEMPOTENCY_KEY_INVALID", "invalid"
    message = "Idempotency-Key takes 1 to 255 visible ASCII characters."


class KeyInUse(DomainError):
    code, kind = "IDEMPOTENCY_IN_PROGRESS", "conflict"
    message = "A request with this Idempotency-Key is still in progress."


class KeyReused(DomainError):
    code, kind = "IDEMPOTENCY_KEY_REUSED", "unprocessable"
    message = "This Idempotency-Key was used with a different request."


@dataclass(frozen=True, slots=True)
class Claim:
    """The first request with its key, which must store the response."""

    record_id: int

    def complete(self, response: Response) -> None:
        IdempotencyRecord.objects.filter(pk=self.record_id).update(
            status=response.status_code,
            body=dump_json(
                [response.data, getattr(response, "message", ""), response.headers.get("Location")]
            ).decode(),
        )

    def forget(self) -> None:
        """Release the key after an error: nothing happened, so it may be used again."""
        IdempotencyRecord.objects.filter(pk=self.record_id).delete()


def claim(request: Request, *, caller: str, now: datetime) -> Claim | Response | None:
    """Claim the request's key: None without the header; the stored response for a repeat; else the
    claim.

    Inside a transaction, a concurrent repeat waits for its end on the unique key; outside one it
    gets KeyInUse. Raises KeyInvalid, KeyInUse or KeyReused.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
        raise KeyInvalid
    key_hash = hashlib.sha256(
        "\n".join([caller, request.method or "", request.path, key]).encode()
    ).digest()
    fingerprint = _fingerprint(request)
    record_id = _insert(key_hash, fingerprint, now)
    if record_id is not None:
        return Claim(record_id)
    record = IdempotencyRecord.objects.get(key_hash=key_hash)
    if bytes(record.fingerprint) != fingerprint:
        raise KeyReused
    if record.status is None:
        raise KeyInUse(retry_after=1)
    data, message, *rest = orjson.loads(record.body)
    headers = {"Idempotent-Replayed": "true"}
    if any(rest):  # records of earlier releases end before it
        headers["Location"] = rest[0]
    return Reply(data, message=message, status=record.status, headers=headers)


def _insert(key_hash: bytes, fingerprint: bytes, now: datetime) -> int | None:
    """The new row's key; None if another request has it. An abandoned row is taken over."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_idempotencyrecord AS held (key_hash, fingerprint, created_at, body)
            VALUES (%s, %s, %s, '')
            ON CONFLICT (key_hash) DO UPDATE SET created_at = excluded.created_at
            WHERE held.status IS NULL AND held.created_at < %s
              AND held.fingerprint = excluded.fingerprint
            RETURNING id
            """,
            [key_hash, fingerprint, now, now - ABANDONED_AFTER],
        )
        row = cursor.fetchone()
    return None if row is None else row[0]


def _fingerprint(request: Request) -> bytes:
    """A digest of the request, independent of the multipart boundary."""
    digest = hashlib.sha256()
    for name, value in sorted(dict(request.data).items()):
        for each in value if isinstance(value, list) else [value]:
            digest.update(repr(name).encode() + b"=")
            digest.update(_content_digest(each))
    return digest.digest()


def _content_digest(value: Any) -> bytes:
    if isinstance(value, UploadedFile):
        content = hashlib.sha256((value.name or "").encode())
        for chunk in value.chunks():
            content.update(chunk)
        value.seek(0)
        return content.digest()
    return hashlib.sha256(dump_json(value, orjson.OPT_SORT_KEYS)).digest()
