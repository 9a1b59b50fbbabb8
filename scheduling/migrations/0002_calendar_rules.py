import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="assignment",
            field=models.CharField(
                choices=[
                    ("ROUND_ROBIN", "One host, in turn"),
                    ("COLLECTIVE", "All hosts together"),
                ],
                db_default="ROUND_ROBIN",
                default="ROUND_ROBIN",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="buffer_after_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="calendar",
            name="buffer_before_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="calendar",
            name="cancellation_notice_minutes",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Before the start, until when customers can cancel or move an appointment.",
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="capacity",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                help_text="Appointments that a host can have at the same time.",
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="confirmation",
            field=models.CharField(
                choices=[("AUTO", "At once"), ("MANUAL", "By a member")],
                db_default="AUTO",
                default="AUTO",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="description",
            field=models.TextField(blank=True, db_default="", default="", max_length=2000),
        ),
        migrations.AddField(
            model_name="calendar",
            name="durations",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="Minutes that are offered; the first is the default. Empty: any from 5 to 480.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="holiday_country",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="ISO 3166-1 code of the country on whose holidays it is closed.",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="holiday_subdivision",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="ISO 3166-2, without country",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="horizon_days",
            field=models.PositiveSmallIntegerField(db_default=365, default=365),
        ),
        migrations.AddField(
            model_name="calendar",
            name="is_public",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Strangers can see its open times and book them.",
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="location",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="calendar",
            name="location_kind",
            field=models.CharField(
                choices=[
                    ("NONE", "Not said"),
                    ("ADDRESS", "Address"),
                    ("PHONE", "Phone"),
                    ("LINK", "Link"),
                ],
                db_default="NONE",
                default="NONE",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="max_per_day",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="calendar",
            name="max_per_week",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="calendar",
            name="max_upcoming_per_customer",
            field=models.PositiveSmallIntegerField(
                db_default=5,
                default=5,
                help_text="Appointments that one address or number can have.",
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="minimum_notice_minutes",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="calendar",
            name="primary_color",
            field=models.CharField(db_default="#1d4ed8", default="#1d4ed8", max_length=7),
        ),
        migrations.AddField(
            model_name="calendar",
            name="questions",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text="Asked at booking: objects with key, label, type, options, is_required.",
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="slot_step_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Between two starts; empty: the duration.", null=True
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="updated_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="calendar",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gte", 1)), name="a_calendar_has_capacity"
            ),
        ),
    ]
