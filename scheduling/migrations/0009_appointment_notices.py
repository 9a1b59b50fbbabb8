import core.ids
import django.db.models.deletion
import django.db.models.manager
from core.db.tenancy import SealTenantTables
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0008_calendar_feeds")]

    operations = [
        migrations.CreateModel(
            name="AppointmentNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notices",
                        to="scheduling.appointment",
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
                (
                    "recipient",
                    models.CharField(
                        choices=[("CUSTOMER", "Customer"), ("HOST", "Host")], max_length=8
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("address", models.EmailField(blank=True, max_length=254)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REQUESTED", "Requested"),
                            ("BOOKED", "Booked"),
                            ("CONFIRMED", "Confirmed"),
                            ("RESCHEDULED", "Rescheduled"),
                            ("CANCELLED", "Cancelled"),
                            ("DECLINED", "Declined"),
                            ("REMINDER", "Reminder"),
                        ],
                        max_length=11,
                    ),
                ),
                ("sequence", models.PositiveIntegerField()),
                ("minutes_before", models.PositiveIntegerField(default=0)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("previous_starts_at", models.DateTimeField(blank=True, null=True)),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting"),
                            ("SENT", "Sent"),
                            ("FAILED", "Failed"),
                            ("DROPPED", "Dropped"),
                        ],
                        default="WAITING",
                        max_length=7,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("created_at", models.DateTimeField()),
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
            model_name="appointmentnotice",
            index=models.Index(
                condition=models.Q(("queued_at", None), ("state", "WAITING")),
                fields=["due_at", "id"],
                name="notice_due",
            ),
        ),
        migrations.AddIndex(
            model_name="appointmentnotice",
            index=models.Index(fields=["workspace", "-created_at", "-id"], name="notice_newest"),
        ),
        migrations.AddConstraint(
            model_name="appointmentnotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address", ""), _negated=True),
                fields=(
                    "appointment",
                    "recipient",
                    "address",
                    "kind",
                    "sequence",
                    "minutes_before",
                ),
                name="a_notice_is_recorded_once",
            ),
        ),
        SealTenantTables("AppointmentNotice"),
    ]
