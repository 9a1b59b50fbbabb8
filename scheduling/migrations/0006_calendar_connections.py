import core.crypto
import core.ids
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0005_own_hosts_of_existing_calendars")]

    operations = [
        migrations.CreateModel(
            name="CalendarConnection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CALDAV", "CalDAV"),
                            ("GOOGLE", "Google Calendar"),
                            ("MICROSOFT", "Microsoft 365"),
                            ("ICS", "Address of an ICS file"),
                        ],
                        max_length=9,
                    ),
                ),
                ("address", models.CharField(blank=True, default="", max_length=500)),
                ("user_name", models.CharField(blank=True, default="", max_length=254)),
                ("secret", core.crypto.EncryptedTextField(blank=True, default="")),
                ("client_secret", core.crypto.EncryptedTextField(blank=True, default="")),
                ("calendar_address", models.CharField(blank=True, default="", max_length=1000)),
                ("is_active", models.BooleanField(default=True)),
                ("sync_state", models.TextField(blank=True, default="", editable=False)),
                ("window_starts_on", models.DateField(editable=False, null=True)),
                ("next_sync_at", models.DateTimeField(db_index=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("last_synced_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("notices", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="connections",
                        to="scheduling.host",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OutsideEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("href", models.CharField(blank=True, default="", max_length=1000)),
                ("etag", models.CharField(blank=True, default="", max_length=500)),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("sending_starts_at", models.DateTimeField(null=True)),
                ("sending_ends_at", models.DateTimeField(null=True)),
                ("pushed_sequence", models.IntegerField(default=-1)),
                ("is_due", models.BooleanField(default=True)),
                (
                    "conflict",
                    models.CharField(
                        blank=True,
                        choices=[("", "None"), ("MOVED", "Moved"), ("DELETED", "Deleted")],
                        default="",
                        max_length=7,
                    ),
                ),
                ("conflict_since", models.DateTimeField(null=True)),
                ("seen_starts_at", models.DateTimeField(null=True)),
                ("seen_ends_at", models.DateTimeField(null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_events",
                        to="scheduling.appointment",
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="scheduling.calendarconnection",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="calendarconnection",
            index=models.Index(
                fields=["workspace", "-created_at", "-id"], name="connection_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="outsideevent",
            index=models.Index(
                condition=models.Q(("is_due", True)),
                fields=["connection"],
                name="outside_event_due",
            ),
        ),
        migrations.AddIndex(
            model_name="outsideevent",
            index=models.Index(
                condition=models.Q(("conflict", ""), _negated=True),
                fields=["workspace", "-conflict_since", "-id"],
                name="outside_event_conflict",
            ),
        ),
        migrations.AddConstraint(
            model_name="outsideevent",
            constraint=models.UniqueConstraint(
                fields=("connection", "appointment"), name="one_event_per_calendar_and_appointment"
            ),
        ),
        SealTenantTables("CalendarConnection", "OutsideEvent"),
    ]
