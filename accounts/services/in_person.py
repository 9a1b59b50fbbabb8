"""What only a person does for themselves: nobody else in their name."""

from __future__ import annotations

from accounts.errors import NotInPerson
from core.actor import current_actor


def only_in_person() -> None:
    """Raises NotInPerson while a member of staff acts as the user."""
    if current_actor().impersonator:
        raise NotInPerson
