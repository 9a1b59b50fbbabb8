"""How hosts sign in to their agenda: by a link, into a session."""

from __future__ import annotations

from django.db import models

from core.models import WorkspaceOwned
from scheduling.models.hosts import Host


class SessionLink(WorkspaceOwned):
    """A link that makes a session of a host, once; deleted when it does.

    token_hash, address_hash: SHA-256 of what is in the link, and of the host's e-mail address then.
    """

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="session_links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    address_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"session link {self.pk} of host {self.host_id}"


class HostSession(WorkspaceOwned):
    """A browser in which a host sees their agenda.

    token_hash: SHA-256 of its cookie. address_hash: of the host's e-mail address when it began;
        with another one it is over.
    expires_at: rises while it is used.
    """

    id = models.BigAutoField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.BinaryField(max_length=32, unique=True)
    address_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"session {self.pk} of host {self.host_id}"
