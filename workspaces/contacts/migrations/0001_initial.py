import core.ids
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("workspaces", "0002_tell_of_used_quota"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                (
                    "email",
                    models.EmailField(
                        blank=True, default="", help_text="In lower case.", max_length=254
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, default="", help_text="In the spelling as given.", max_length=40
                    ),
                ),
                (
                    "phone_e164",
                    models.CharField(blank=True, default="", editable=False, max_length=16),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="A language tag such as de or pt-BR.",
                        max_length=35,
                    ),
                ),
                ("time_zone", models.CharField(blank=True, default="", max_length=64)),
                ("notes", models.TextField(blank=True, default="", max_length=4000)),
                (
                    "do_not_contact",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("EMAIL", "Email"), ("PHONE", "Phone"), ("SMS", "Sms")],
                            max_length=5,
                        ),
                        blank=True,
                        default=list,
                        help_text="Channels that nobody may use for this person.",
                        size=None,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("WIDGET", "Widget"),
                            ("BOOKING", "Booking"),
                            ("CALL", "Call"),
                            ("CAMPAIGN", "Campaign"),
                            ("MEMBER", "Member"),
                            ("STAFF", "Staff"),
                        ],
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                ("updated_at", models.DateTimeField(editable=False)),
                ("last_seen_at", models.DateTimeField(editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
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
            name="Consent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[("EMAIL", "Email"), ("PHONE", "Phone"), ("SMS", "Sms")],
                        max_length=5,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("GIVEN", "Given"), ("WITHDRAWN", "Withdrawn")], max_length=9
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("WIDGET", "Widget"),
                            ("BOOKING", "Booking"),
                            ("CALL", "Call"),
                            ("CAMPAIGN", "Campaign"),
                            ("MEMBER", "Member"),
                            ("STAFF", "Staff"),
                        ],
                        max_length=8,
                    ),
                ),
                ("wording", models.TextField(blank=True, default="", max_length=2000)),
                ("at", models.DateTimeField(help_text="When they said so.")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="contacts.contact",
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
            name="ContactMerge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("moved", models.JSONField(default=dict)),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="contacts.contact",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="ContactSuggestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("WIDGET", "Widget"),
                            ("BOOKING", "Booking"),
                            ("CALL", "Call"),
                            ("CAMPAIGN", "Campaign"),
                            ("MEMBER", "Member"),
                            ("STAFF", "Staff"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("ACCEPTED", "Accepted"),
                            ("DISMISSED", "Dismissed"),
                        ],
                        default="OPEN",
                        max_length=9,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="contacts.contact",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
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
            model_name="contact",
            index=models.Index(
                fields=["workspace", "-last_seen_at", "-id"], name="contact_last_seen"
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["workspace", "-created_at", "-id"], name="contact_newest"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("workspace", "email"),
                name="an_email_names_one_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("phone_e164", ""), _negated=True),
                fields=("workspace", "phone_e164"),
                name="a_number_names_one_contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="a_contact_is_merged_into_another",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["contact", "-at", "-id"], name="consent_latest"),
        ),
        migrations.AddIndex(
            model_name="contactmerge",
            index=models.Index(
                fields=["workspace", "-merged_at", "-id"], name="contact_merge_newest"
            ),
        ),
        migrations.AddConstraint(
            model_name="contactmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("merged",),
                name="a_contact_is_merged_once",
            ),
        ),
        migrations.AddIndex(
            model_name="contactsuggestion",
            index=models.Index(
                condition=models.Q(("status", "OPEN")),
                fields=["workspace", "-created_at", "-id"],
                name="contact_suggestion_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactsuggestion",
            constraint=models.UniqueConstraint(
                fields=("contact", "other", "email", "phone"),
                name="a_suggestion_is_made_once",
                nulls_distinct=False,
            ),
        ),
        SealTenantTables("Contact", "Consent", "ContactMerge", "ContactSuggestion"),
    ]
