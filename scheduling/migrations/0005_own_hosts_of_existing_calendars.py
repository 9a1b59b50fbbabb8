"""Each calendar that existed before hosts gets one of its own."""

from typing import Any

from django.db import migrations


def add_own_hosts(apps: Any, _: object) -> None:
    calendars = apps.get_model("scheduling", "Calendar").everywhere
    hosts = apps.get_model("scheduling", "Host").everywhere
    places = apps.get_model("scheduling", "CalendarHost").everywhere
    for calendar in calendars.filter(calendar_hosts=None).order_by("pk").iterator():
        host = hosts.create(
            workspace_id=calendar.workspace_id,
            name=calendar.name,
            own_calendar=calendar,
            created_at=calendar.created_at,
        )
        places.create(workspace_id=calendar.workspace_id, calendar=calendar, host=host)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_appointments")]

    operations = [migrations.RunPython(add_own_hosts, migrations.RunPython.noop)]
