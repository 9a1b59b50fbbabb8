"""How hosts sign in to their agenda: links, and the sessions that these make.

Only hashes of tokens are stored. A session is over with the address that it began with: whoever has
lost the host's mailbox has lost the agenda.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core.actor import Actor, acting_as, current_actor
from core.db.locks import lock_rows
from core.jobs import enqueue
from core.scope import as_table_owner, granted_scope, workspace_scope
from core.throttling import bucket_of, count
from scheduling.errors import SessionLinkInvalid, SessionOver
from scheduling.models import Host, HostSession, SessionLink
from scheduling.queries.host_details import addresses_of
from workspaces.services import record

OPEN_BY_LINK = "open_workspace_by_session_link"
OPEN_BY_SESSION = "open_workspace_by_host_session"
OPEN_BY_ADDRESS = "open_workspaces_of_host_address"
MAIL_JOB = "scheduling.mail_session_links"
END_JOB = "scheduling.end_host_sessions"  # enqueued where workspaces are suspended

LINK_LIFETIME = timedelta(minutes=15)
IDLE = timedelta(hours=12)
SESSION_LIFETIME = timedelta(days=30)
MAX_HOSTS = 10  # that one address signs in as
MAX_MAILED = 20  # links to one address in a quarter of an hour: anybody can name it as a host
_RENEWED_EVERY = timedelta(minutes=10)  # so that not every look is a write
_DELETED_AT_ONCE = 5_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class NewLink:
    """token: kept nowhere else. name, address: of whom it is for."""

    host: Host
    token: str
    expires_at: datetime
    name: str = ""
    address: str = ""


def hash_token(token: str) -> bytes | None:
    """What is stored of a token; None for what cannot be one."""
    return hashlib.sha256(token.encode()).digest() if _TOKEN.fullmatch(token) else None


@transaction.atomic
def create_session_link(*, host: Host, now: datetime) -> NewLink:
    """A link for whoever is to sign in as the host. Needs the scope of the host's workspace."""
    name, address = next(iter(addresses_of(host)), (host.name, ""))
    link = _create(host, name=name, address=address, now=now)
    record(action="HOST_SESSION_LINK_CREATED", target=host.public_id, now=now)
    return link


def request_session_links(*, address: str, to: str) -> None:
    """Have links mailed to each host with that address; there may be none.

    It is looked up by a job, so that an answer takes as long for an address that nobody has.
    to: the page that the link leads to.
    """
    enqueue(MAIL_JOB, address=address, to=to)


def create_session_links(*, address: str, now: datetime) -> list[NewLink]:
    """A link for each host whom mails to that address reach, in open workspaces."""
    with granted_scope(OPEN_BY_ADDRESS, address, MAX_HOSTS) as grants:
        found = [(each.workspace_id, each.row["host_id"]) for each in grants]
    links = []
    for workspace_id, host_id in found:
        with workspace_scope(workspace_id):
            if (host := _find_host(host_id)) is None:
                continue
            names = [name for name, reached in addresses_of(host) if reached == address]
            if names and not _is_flooded(address):
                links.append(_create(host, name=names[0], address=address, now=now))
    return links


def find_session_link(*, token_hash: bytes, now: datetime) -> SessionLink:
    """A link that can still be redeemed. Needs a scope. Raises SessionLinkInvalid."""
    rows = SessionLink.objects.filter(token_hash=token_hash, expires_at__gt=now)
    link: SessionLink | None = rows.select_related("host__user", "host__own_calendar").first()
    if link is None or not _is_of_host(link):
        raise SessionLinkInvalid
    return link


@transaction.atomic
def redeem_session_link(*, token_hash: bytes, now: datetime) -> str:
    """Make a session of a link, for exactly one caller. Returns the session's token.

    Raises SessionLinkInvalid.
    """
    link = find_session_link(token_hash=token_hash, now=now)
    if lock_rows(SessionLink.objects.filter(pk=link.pk)).first() is None:
        raise SessionLinkInvalid  # somebody was faster
    host = link.host
    link.delete()
    token = secrets.token_urlsafe(32)
    HostSession.objects.create(
        workspace_id=host.workspace_id,
        host=host,
        token_hash=hash_token(token),
        address_hash=link.address_hash,
        created_at=now,
        expires_at=now + IDLE,
    )
    with acting_as_host(host):
        record(action="HOST_SIGNED_IN", target=host.public_id, now=now)
    return token


def use_session(*, token_hash: bytes, now: datetime) -> HostSession:
    """The session of a cookie, which lives on because it is used. Needs a scope.

    Raises SessionOver.
    """
    rows = HostSession.objects.filter(token_hash=token_hash, expires_at__gt=now)
    session: HostSession | None = rows.select_related("host__user", "host__own_calendar").first()
    if session is None or not _is_of_host(session):
        raise SessionOver
    until = min(now + IDLE, session.created_at + SESSION_LIFETIME)
    if until - session.expires_at > _RENEWED_EVERY:
        HostSession.objects.filter(pk=session.pk).update(expires_at=until)
    return session


def end_session(*, session: HostSession) -> None:
    session.delete()


def end_sessions_of(host: Host) -> None:
    """End all sessions of a host, and their links."""
    HostSession.objects.filter(host=host).delete()
    SessionLink.objects.filter(host=host).delete()


def end_sessions_of_workspace(*, workspace_id: int) -> None:
    with workspace_scope(workspace_id):
        HostSession.objects.all().delete()
        SessionLink.objects.all().delete()


def delete_ended_sessions(*, now: datetime) -> None:
    """Delete sessions and links that are over."""
    with as_table_owner():
        for model in (HostSession, SessionLink):
            ended = model.everywhere.filter(expires_at__lte=now).order_by("expires_at", "pk")
            keys = list(ended.values_list("pk", flat=True)[:_DELETED_AT_ONCE])
            model.everywhere.filter(pk__in=keys).delete()


def acting_as_host(host: Host) -> AbstractContextManager[None]:
    """On behalf of the host, from the address of whoever acts now."""
    return acting_as(Actor(host.public_id, host.email, current_actor().address))


def _create(host: Host, *, name: str, address: str, now: datetime) -> NewLink:
    token, expires_at = secrets.token_urlsafe(32), now + LINK_LIFETIME
    SessionLink.objects.create(
        workspace_id=host.workspace_id,
        host=host,
        token_hash=hash_token(token),
        address_hash=_hash_address(address),
        created_at=now,
        expires_at=expires_at,
    )
    return NewLink(host, token, expires_at, name=name, address=address)


def _is_flooded(address: str) -> bool:
    window = int(LINK_LIFETIME.total_seconds())
    return count(
        bucket_of("agenda.links", address), limit=MAX_MAILED, window_seconds=window
    ).exceeded


def _is_of_host(row: SessionLink | HostSession) -> bool:
    """True while the host has the address that it was made for."""
    addresses = [address for _, address in addresses_of(row.host)] or [""]
    return bytes(row.address_hash) in {_hash_address(each) for each in addresses}


def _hash_address(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()


def _find_host(host_id: int) -> Host | None:
    return Host.objects.select_related("user", "own_calendar").filter(pk=host_id).first()
