"""The guard for actions that an impersonator may not perform."""

from __future__ import annotations

from accounts.errors import ImpersonatorRefused
from core.actor import current_actor


def refuse_impersonators() -> None:
    """Raise ImpersonatorRefused if the caller is an impersonator."""
    if current_actor().impersonator:
        raise ImpersonatorRefused
