"""What only a person does for themselves: nobody else in their name."""

from __future__ import annotations

from accounts.errors import ImpersonatorRefused
from core.actor import current_actor


def refuse_impersonators() -> None:
    """Raises ImpersonatorRefused while a member of staff acts as the user."""
    if current_actor().impersonator:
        raise ImpersonatorRefused
