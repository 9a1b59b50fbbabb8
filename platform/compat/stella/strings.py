"""The strings that let somebody into a chat, and a message with them: short-lived and good once.

Only a digest is kept, of the string with what it is for, so that it is found for nothing else.
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
    """What a string is good for, and for how many seconds."""

    CONNECTION = 300
    MESSAGE = 60


@dataclass(frozen=True, slots=True)
class Issued:
    string: str
    chat_id: str
    created_at: datetime
    expires_at: datetime


def issue(purpose: Purpose, *, chat: str, session: uuid.UUID, now: datetime) -> Issued:
    """A new string; those issued before stay good.

    chat: its public id. session: of whoever signed in to ask for it.
    """
    string = secrets.token_urlsafe(32)
    redis_client().set(_key(purpose, chat, string), str(session), ex=purpose.value)
    return Issued(string, chat, now, now + timedelta(seconds=purpose.value))


def redeem(purpose: Purpose, *, chat: str, string: str) -> uuid.UUID | None:
    """Use a string up: the session that it was issued to; None for one that is not good, or not
    for this."""
    session = redis_client().getdel(_key(purpose, chat, string))
    return None if session is None else uuid.UUID(str(session))


def _key(purpose: Purpose, chat: str, string: str) -> str:
    digest = hashlib.sha256("\n".join([purpose.name, chat, string]).encode()).hexdigest()
    return f"chat-string:{digest}"
