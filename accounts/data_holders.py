"""Registry of apps that hold personal data.

Apps above register here in their `AppConfig.ready`, since nothing below may import them. Holders
are called in the order of registration, which is from the lowest app up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from core.archive import Archive


class PersonalDataHolder:
    """An app that holds personal data. Every method does nothing unless overridden."""

    def export(self, user: User, archive: Archive) -> None:
        """Add everything about the user, except secrets, to the archive's current object."""

    def check_export(self, user: User) -> None:
        """Raise a DomainError if the user may not have everything exported."""

    def check_closing(self, user: User) -> None:
        """Raise a DomainError if the user may not close their account."""

    def on_closed(self, user: User, *, now: datetime) -> None:
        """The account was closed at `now`; see `on_restored` and `on_erased`."""

    def on_restored(self, user: User, *, closed_at: datetime, now: datetime) -> None:
        """Undo what `on_closed` did at `closed_at`, as far as possible."""

    def on_erased(self, user: User, *, anonymous_email: str, now: datetime) -> None:
        """Anonymize the user. May run twice; `user` still has the address that identifies it."""

    def on_disproven(self, user: User, *, now: datetime) -> None:
        """Undo what the user did by invitations to their address, which they have never proven."""

    def record_staff_action(
        self, user: User, *, action: str, facts: Mapping[str, object], now: datetime
    ) -> None:
        """Record an action of staff on the user's account."""


_holders: list[PersonalDataHolder] = []


def register_holder(holder: PersonalDataHolder) -> None:
    """Called once by an app's `AppConfig.ready`."""
    _holders.append(holder)


def holders() -> tuple[PersonalDataHolder, ...]:
    return tuple(_holders)
