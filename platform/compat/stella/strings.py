"""Strings that let a client join a chat or send a message: short-lived and valid once.

Only a digest is stored, over the string and its purpose, so that it is valid for nothing else.
"""

from __future__ import annotations

import enum
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.redis import redis_client


class Purpose(enum.Enum):
    """What a string is for, and its lifetime in seconds."""

    CONNECTION = 300
    MESSAGE = 60


@dataclass(frozen=True, slots=True)
class Issued:
    string: str
    chat_id: str
    created_at: datetime
    expires_at: datetime


def issue(purpose: Purpose, *, chat: str, session: uuid.UUID, now: datetime) -> Issued:
    """Issue a new string; earlier ones stay valid.

    chat: its public id. session: of the user who requested it.
    """
    string = secrets.token_urlsafe(32)
    redis_client().set(_key(purpose, chat, string), str(session), ex=purpose.value)
    return Issued(string, chat, now, now + timedelta(seconds=purpose.value))


def redeem(purpose: Purpose, *, chat: str, string: str) -> uuid.UUID | None:
    """Redeem a string: returns its session; None if it is invalid, or for something else."""
    session = redis_client().getdel(_key(purpose, chat, string))
    return None if session is None else uuid.UUID(str(session))


def _key(purpose: Purpose, chat: str, string: str) -> str:
    digest = hashlib.sha256("\n".join([purpose.name, chat, string]).encode()).hexdigest()
    return f"chat-string:{digest}"
