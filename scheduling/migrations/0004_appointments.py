import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import core.ids
from core.db.sql_files import run_sql_file
from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0003_slots_until_midnight"),
        ("contacts", "0001_initial"),
        ("workspaces", "0002_tell_of_used_quota"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "Pending"),
                            ("CONFIRMED", "Confirmed"),
                            ("CANCELLED", "Cancelled"),
                            ("COMPLETED", "Completed"),
                            ("NO_SHOW", "No Show"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("API", "Api"),
                            ("PAGE", "Booking page"),
                            ("CHAT", "Chat"),
                            ("PHONE", "Phone"),
                            ("MEMBER", "Member"),
                        ],
                        default="API",
                        max_length=6,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                ("customer_name", models.CharField(max_length=120)),
                ("customer_email", models.EmailField(blank=True, default="", max_length=254)),
                ("customer_phone", models.CharField(blank=True, default="", max_length=40)),
                (
                    "customer_phone_e164",
                    models.CharField(blank=True, default="", editable=False, max_length=16),
                ),
                ("customer_time_zone", models.CharField(blank=True, default="", max_length=64)),
                ("customer_language", models.CharField(blank=True, default="", max_length=8)),
                ("notes", models.TextField(blank=True, default="", max_length=2000)),
                (
                    "answers",
                    models.JSONField(blank=True, default=dict, help_text="By key of the question."),
                ),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("request_key", models.CharField(blank=True, default="", max_length=64)),
                (
                    "cancelled_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CUSTOMER", "Customer"),
                            ("MEMBER", "Member"),
                            ("PLATFORM", "Platform"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, default="", max_length=500)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
            name="BusyTime",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("title", models.CharField(blank=True, default="", max_length=300)),
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
        migrations.CreateModel(
            name="CalendarHost",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("assigned", models.PositiveIntegerField(default=0)),
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
            name="DateOverride",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("date", models.DateField()),
                (
                    "windows",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Pairs of start and end, HH:MM; none: closed.",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
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
            name="Hold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
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
            name="Host",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "email",
                    models.EmailField(
                        blank=True, default="", help_text="Mailed to.", max_length=254
                    ),
                ),
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
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seat", models.PositiveSmallIntegerField()),
                ("busy", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("is_active", models.BooleanField(default=True)),
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
        migrations.AddField(
            model_name="appointment",
            name="booked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="calendar",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appointments",
                to="scheduling.calendar",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddField(
            model_name="busytime",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddField(
            model_name="calendarhost",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calendar_hosts",
                to="scheduling.calendar",
            ),
        ),
        migrations.AddField(
            model_name="calendarhost",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddField(
            model_name="dateoverride",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="date_overrides",
                to="scheduling.calendar",
            ),
        ),
        migrations.AddField(
            model_name="dateoverride",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="holds",
                to="scheduling.calendar",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddField(
            model_name="host",
            name="own_calendar",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="own_host",
                to="scheduling.calendar",
            ),
        ),
        migrations.AddField(
            model_name="host",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="host",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddField(
            model_name="calendarhost",
            name="host",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calendar_hosts",
                to="scheduling.host",
            ),
        ),
        migrations.AddField(
            model_name="busytime",
            name="host",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="busy_times",
                to="scheduling.host",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="appointment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reservations",
                to="scheduling.appointment",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="calendar",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="scheduling.calendar",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="hold",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reservations",
                to="scheduling.hold",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="host",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reservations",
                to="scheduling.host",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["workspace", "starts_at", "id"], name="appointment_by_start"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                fields=["workspace", "-created_at", "-id"], name="appointment_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["calendar", "starts_at"], name="appointment_of_a_calendar"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("customer_email", ""), _negated=True),
                fields=["workspace", "customer_email", "starts_at"],
                name="appointment_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("customer_phone_e164", ""), _negated=True),
                fields=["workspace", "customer_phone_e164", "starts_at"],
                name="appointment_by_phone",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="appointment_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("workspace", "request_key"),
                name="one_appointment_per_request_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="dateoverride",
            constraint=models.UniqueConstraint(
                fields=("calendar", "date"), name="one_override_per_calendar_and_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="hold_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="host",
            index=models.Index(fields=["workspace", "-created_at", "-id"], name="host_newest"),
        ),
        migrations.AddConstraint(
            model_name="calendarhost",
            constraint=models.UniqueConstraint(
                fields=("calendar", "host"), name="one_place_per_calendar_and_host"
            ),
        ),
        migrations.AddIndex(
            model_name="busytime",
            index=models.Index(fields=["host", "ends_at"], name="busy_time_of_a_host"),
        ),
        migrations.AddConstraint(
            model_name="busytime",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="busy_time_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("appointment", None), ("hold", None), _negated=True),
                name="a_reservation_is_for_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("is_active", True)),
                expressions=[("host", "="), ("seat", "="), ("busy", "&&")],
                name="a_seat_is_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("is_active", True)),
                expressions=[("host", "="), ("calendar", "<>"), ("busy", "&&")],
                name="a_host_is_in_one_calendar",
            ),
        ),
        SealTenantTables(
            "DateOverride",
            "Host",
            "CalendarHost",
            "BusyTime",
            "Appointment",
            "Hold",
            "Reservation",
        ),
        run_sql_file(__file__, "0004_open_workspace_by_calendar"),
        run_sql_file(__file__, "0004_open_workspace_by_appointment"),
        run_sql_file(__file__, "0004_open_workspace_of_calendar"),
    ]
