"""Calendars with their hours, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from core.archive import Archive
from scheduling.models import Calendar
from workspaces.models import Workspace


def export_calendars(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("calendars", _calendars())


def _calendars() -> Iterator[dict[str, object]]:
    rows = Calendar.objects.prefetch_related("weekly_slots").order_by("pk")
    for each in rows.iterator(chunk_size=200):
        yield {
            "id": each.public_id,
            "name": each.name,
            "time_zone": each.time_zone,
            "created_at": each.created_at,
            "weekly_hours": [
                {"day_of_week": slot.day_of_week, "starts": slot.starts, "ends": slot.ends}
                for slot in each.weekly_slots.all()
            ],
        }
