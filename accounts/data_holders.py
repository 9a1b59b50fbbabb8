"""Who holds what about a person: apps above say it here, since nothing below may import them.

Each registers a holder in its `AppConfig.ready`. Holders are asked in the order of registration,
which is from the ground floor up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from core.archive import Archive


class PersonalDataHolder:
    """Keeps things of people. Every method does nothing unless a subclass says otherwise."""

    def export(self, user: User, archive: Archive) -> None:
        """Put everything about the person into the open object of the archive, but no secrets."""

    def check_export(self, user: User) -> None:
        """Raise a DomainError while the person may not have everything exported."""

    def check_closing(self, user: User) -> None:
        """Raise a DomainError while the person may not close their account."""

    def on_closed(self, user: User, *, now: datetime) -> None:
        """The person closes their account at `now`; see `on_restored` and `erase`."""

    def on_restored(self, user: User, *, closed_at: datetime, now: datetime) -> None:
        """Undo what `depart` at `closed_at` did, as far as it can be undone."""

    def on_erased(self, user: User, *, anonymous_email: str, now: datetime) -> None:
        """Forget the person. May run twice; `user` still has the address it is found by."""

    def record_staff_action(
        self, user: User, *, action: str, facts: Mapping[str, object], now: datetime
    ) -> None:
        """Write down what a member of staff did with the person's account."""


_holders: list[PersonalDataHolder] = []


def register_holder(holder: PersonalDataHolder) -> None:
    """Called once by an app's `AppConfig.ready`."""
    _holders.append(holder)


def holders() -> tuple[PersonalDataHolder, ...]:
    return tuple(_holders)
