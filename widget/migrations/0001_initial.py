import core.ids
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from core.db.sql_files import run_sql_file
from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agents", "0001_initial"),
        ("conversations", "0001_initial"),
        ("workspaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "type",
                    models.CharField(
                        choices=[("THUMBS_UP", "Thumbs Up"), ("THUMBS_DOWN", "Thumbs Down")],
                        max_length=11,
                    ),
                ),
                ("comment", models.CharField(blank=True, default="", max_length=2000)),
                ("given_at", models.DateTimeField()),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="conversations.message",
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
                "verbose_name_plural": "feedback",
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="VisitorSession",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=100)),
                ("page_url", models.CharField(blank=True, max_length=2000)),
                ("page_title", models.CharField(blank=True, default="", max_length=300)),
                ("referrer", models.CharField(blank=True, default="", max_length=2000)),
                ("language", models.CharField(blank=True, default="", max_length=35)),
                ("user_agent", models.CharField(blank=True, max_length=300)),
                (
                    "is_legacy",
                    models.BooleanField(
                        default=False, help_text="Started by /widget/init, which returned its key."
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                (
                    "api_key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workspaces.apikey",
                    ),
                ),
                (
                    "conversation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agent", "key"), name="one_session_per_agent_and_key"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_legacy", True)),
                        fields=("key",),
                        name="a_legacy_key_names_one_session",
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WidgetConfig",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "theme",
                    models.CharField(
                        choices=[("light", "Light"), ("dark", "Dark"), ("auto", "Auto")],
                        default="light",
                        max_length=5,
                    ),
                ),
                ("primary_color", models.CharField(default="#1d4ed8", max_length=7)),
                ("border_radius", models.PositiveSmallIntegerField(default=12)),
                (
                    "position",
                    models.CharField(
                        choices=[("bottom-right", "Bottom Right"), ("bottom-left", "Bottom Left")],
                        default="bottom-right",
                        max_length=12,
                    ),
                ),
                ("greeting_enabled", models.BooleanField(default=True)),
                (
                    "greeting_delay",
                    models.PositiveIntegerField(default=3000, help_text="Milliseconds."),
                ),
                ("suggested_questions", models.JSONField(blank=True, default=list)),
                ("show_powered_by", models.BooleanField(default=True)),
                ("avatar_url", models.URLField(blank=True, max_length=500)),
                (
                    "language",
                    models.CharField(
                        default="auto",
                        help_text="An ISO 639-1 code, or auto: the page's.",
                        max_length=8,
                    ),
                ),
                ("feedback_enabled", models.BooleanField(default=True)),
                ("escalation_enabled", models.BooleanField(default=True)),
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="widget",
                        to="agents.agent",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("primary_color__regex", "^#[0-9a-fA-F]{6}$")),
                        name="primary_color_is_a_hex_color",
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="WidgetEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=60)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="widget.visitorsession",
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
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("message", models.TextField(max_length=4000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "Open"),
                            ("IN_PROGRESS", "In Progress"),
                            ("RESOLVED", "Resolved"),
                        ],
                        default="OPEN",
                        max_length=11,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "handled_by",
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
                "indexes": [
                    models.Index(
                        fields=["workspace", "-created_at", "-id"], name="escalation_newest"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables("WidgetConfig", "VisitorSession", "Escalation", "Feedback", "WidgetEvent"),
        run_sql_file(__file__, "0001_open_workspace_by_session"),
    ]
