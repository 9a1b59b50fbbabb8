"""Registry of what points to contacts.

Apps above register here in their `AppConfig.ready`, since foreign keys point downward only. Holders
are called in the order of registration, which is from the lowest app up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar, cast

from django.db.models import Q, QuerySet

from accounts.models import User
from core.models import WorkspaceOwned

Row = TypeVar("Row", bound=WorkspaceOwned)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened with a contact. id: the public id of the row."""

    type: str
    id: str
    at: datetime
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of a timeline ended: entries come newest first, then by kind and key."""

    at: datetime
    kind: str
    key: int


class ContactDataHolder(Generic[Row]):
    """Rows with a nullable foreign key `contact`.

    kind: names them in a timeline, an export and the trace of a merge, such as `conversations`.
    at: the field with the time at which they stand in a timeline.
    """

    kind: ClassVar[str]
    at: ClassVar[str]
    model: type[Row]

    def rows_of(self, contacts: Sequence[int]) -> QuerySet[Row]:
        """Override it to bring relatives."""
        found = self.model.objects.filter(Q(("contact__in", contacts)))
        return cast("QuerySet[Row]", found)

    def move(self, *, source: int, target: int, only: Iterable[int] | None = None) -> list[int]:
        """Point the rows of one contact to another. Returns their keys.

        only: the keys of the rows that may be moved.
        """
        rows = self.rows_of([source])
        if only is not None:
            rows = rows.filter(pk__in=list(only))
        keys = sorted(rows.values_list("pk", flat=True))
        column = {"contact": target}
        self.model.objects.filter(pk__in=keys).update(**column)
        return keys

    def latest(
        self, contacts: Sequence[int], *, limit: int, after: Position | None
    ) -> list[tuple[Position, TimelineEntry]]:
        rows = self.rows_of(contacts)
        if after is not None:
            rows = rows.filter(self._beyond(after))
        found = rows.order_by(f"-{self.at}", "-pk")[:limit]
        return [
            (Position(getattr(row, self.at), self.kind, row.pk), self.entry(row)) for row in found
        ]

    def entry(self, row: Row) -> TimelineEntry:
        raise NotImplementedError

    def export(self, contacts: Sequence[int]) -> Iterator[Mapping[str, object]]:
        """Everything that the rows say of the person, oldest first."""
        raise NotImplementedError

    def to_come(self, contacts: Sequence[int], *, now: datetime) -> list[str]:
        """The public ids of rows that somebody still waits for, such as appointments."""
        return []

    def cancel(self, contacts: Sequence[int], *, by: User | None, now: datetime) -> None:
        """Cancel those, and tell whoever waits for them."""

    def erase(self, contacts: Sequence[int], *, now: datetime) -> None:
        """Delete the rows, or what they say of the person. None may point to the contacts then."""
        raise NotImplementedError

    def _beyond(self, position: Position) -> Q:
        earlier = Q(**{f"{self.at}__lt": position.at})
        if self.kind == position.kind:
            return earlier | Q(**{self.at: position.at, "pk__lt": position.key})
        return earlier | Q(**{self.at: position.at}) if self.kind > position.kind else earlier


_holders: dict[str, ContactDataHolder[WorkspaceOwned]] = {}


def register_contact_holder(holder: ContactDataHolder[Row]) -> None:
    """Called once by an app's `AppConfig.ready`."""
    _holders[holder.kind] = holder  # type: ignore[assignment]


def contact_holders() -> tuple[ContactDataHolder[WorkspaceOwned], ...]:
    return tuple(_holders.values())
