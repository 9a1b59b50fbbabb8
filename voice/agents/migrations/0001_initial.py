import core.ids
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
from django.db import migrations, models

from core.db.sql_files import run_sql_file
from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("knowledge", "0001_initial"),
        ("providers", "0001_initial"),
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("description", models.CharField(blank=True, max_length=1000)),
                (
                    "agent_type",
                    models.CharField(
                        choices=[
                            ("SUPPORT", "Support"),
                            ("SALES", "Sales"),
                            ("BOOKING", "Booking"),
                            ("FAQ", "Faq"),
                            ("GENERAL", "General"),
                        ],
                        default="SUPPORT",
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PUBLISHED", "Published"),
                            ("ARCHIVED", "Archived"),
                        ],
                        default="DRAFT",
                        max_length=9,
                    ),
                ),
                ("behavior_settings", models.JSONField(blank=True, default=dict)),
                ("response_config", models.JSONField(blank=True, default=dict)),
                ("conversation_rules", models.JSONField(blank=True, default=dict)),
                ("greeting_message", models.CharField(max_length=1000)),
                ("fallback_message", models.CharField(max_length=1000)),
                (
                    "publish_gate",
                    models.CharField(
                        choices=[("OFF", "Off"), ("WARN", "Warn"), ("BLOCK", "Block")],
                        default="WARN",
                        help_text="The effect of failing cases on publishing the agent.",
                        max_length=5,
                    ),
                ),
                (
                    "answers_member_chats",
                    models.BooleanField(
                        default=True, help_text="Answers in member chats of its workspace."
                    ),
                ),
                (
                    "copied_from_uuid",
                    models.UUIDField(
                        editable=False,
                        help_text="UUID of the agent that this is a copy of.",
                        null=True,
                    ),
                ),
                (
                    "package",
                    models.CharField(
                        blank=True,
                        default="",
                        editable=False,
                        help_text="The package that it was installed from, `name:version`.",
                        max_length=110,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="agents",
                        to="providers.provider",
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
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_agent_per_name_and_workspace",
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AgentCollection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="knowledge.collection",
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
                        fields=("agent", "collection"), name="a_collection_is_linked_once"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agent",
            name="collections",
            field=models.ManyToManyField(
                related_name="agents", through="agents.AgentCollection", to="knowledge.collection"
            ),
        ),
        migrations.CreateModel(
            name="AgentFallback",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agent",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="providers.provider",
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
                        fields=("agent", "provider"), name="a_provider_steps_in_once"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agent",
            name="fallback_providers",
            field=models.ManyToManyField(
                related_name="+", through="agents.AgentFallback", to="providers.provider"
            ),
        ),
        migrations.CreateModel(
            name="AgentVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
                ("major", models.PositiveIntegerField(default=1)),
                ("minor", models.PositiveIntegerField()),
                (
                    "frozen_behavior",
                    models.JSONField(help_text="`Behavior.as_json`; read by `behavior`."),
                ),
                ("published_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
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
                    models.UniqueConstraint(
                        fields=("agent", "major", "minor"), name="agent_version_numbers_are_unique"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agent",
            name="published_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="agents.agentversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "PUBLISHED"), _negated=True),
                    ("published_version__isnull", False),
                    _connector="OR",
                ),
                name="published_agent_has_a_version",
            ),
        ),
        SealTenantTables("Agent", "AgentCollection", "AgentFallback", "AgentVersion"),
        run_sql_file(__file__, "0001_agent_of_member"),
    ]
