import core.crypto
import core.ids
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from core.db.sql_files import run_sql_file
from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("knowledge", "0001_initial"),
        ("workspaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
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
                        help_text="What failing tests of the agent mean for publishing it.",
                        max_length=5,
                    ),
                ),
                (
                    "in_chats",
                    models.BooleanField(
                        default=True, help_text="Answers in the chats of its workspace's members."
                    ),
                ),
                (
                    "copied_from",
                    models.UUIDField(
                        editable=False,
                        help_text="Public id of the agent that this is a copy of.",
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
            name="AgentCollection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="voice.agent",
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
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="agent",
            name="collections",
            field=models.ManyToManyField(
                related_name="agents", through="voice.AgentCollection", to="knowledge.collection"
            ),
        ),
        migrations.CreateModel(
            name="AgentTest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
                ("question", models.CharField(max_length=4000)),
                ("history", models.JSONField(blank=True, default=list)),
                (
                    "contains",
                    models.JSONField(
                        blank=True, default=list, help_text="All of these, in any case."
                    ),
                ),
                (
                    "excludes",
                    models.JSONField(blank=True, default=list, help_text="None of these."),
                ),
                (
                    "expects_answer",
                    models.BooleanField(
                        default=True, help_text="False: the fallback is the right answer."
                    ),
                ),
                (
                    "document_public_id",
                    models.UUIDField(help_text="Has to be among the sources.", null=True),
                ),
                ("min_confidence", models.FloatField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tests",
                        to="voice.agent",
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
            name="AgentTestRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RUNNING", "Running"),
                            ("PASSED", "Passed"),
                            ("FAILED", "Failed"),
                            ("BROKEN", "Broken"),
                        ],
                        default="RUNNING",
                        max_length=7,
                    ),
                ),
                ("behaviour", models.JSONField()),
                ("total", models.PositiveIntegerField(default=0)),
                ("passed", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="test_runs",
                        to="voice.agent",
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
            name="AgentTestResult",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=4000)),
                ("has_passed", models.BooleanField()),
                ("reasons", models.JSONField(default=list)),
                ("response", models.TextField()),
                ("confidence", models.FloatField()),
                ("response_time_ms", models.PositiveIntegerField()),
                (
                    "test",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="voice.agenttest",
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
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="voice.agenttestrun",
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
            name="AgentVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
                ("major", models.PositiveIntegerField(default=1)),
                ("minor", models.PositiveIntegerField()),
                ("behaviour", models.JSONField()),
                ("published_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="voice.agent",
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
        migrations.AddField(
            model_name="agenttestrun",
            name="agent_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="voice.agentversion",
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="published_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="voice.agentversion",
            ),
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("WIDGET", "Widget"), ("CHAT", "Chat of a member")], max_length=10
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("AGENT", "Agent"), ("HUMAN", "Human"), ("CLOSED", "Closed")],
                        default="AGENT",
                        help_text="Who answers.",
                        max_length=6,
                    ),
                ),
                ("visitor_name", models.CharField(blank=True, default="", max_length=120)),
                ("visitor_email", models.EmailField(blank=True, default="", max_length=254)),
                ("is_escalated", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("last_message_at", models.DateTimeField()),
                ("read_by_staff_at", models.DateTimeField(blank=True, null=True)),
                ("taken_over_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conversations",
                        to="voice.agent",
                    ),
                ),
                (
                    "agent_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="voice.agentversion",
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "started_by",
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
            name="ConversationSettings",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "retention_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Days after the last message; none: for good.",
                        null=True,
                    ),
                ),
                (
                    "coordinator",
                    models.ForeignKey(
                        blank=True,
                        help_text="Picks who answers in a member's chat, and answers what suits nobody.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="voice.agent",
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
                "verbose_name_plural": "conversation settings",
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("USER", "User"), ("ASSISTANT", "Assistant"), ("HUMAN", "Human")],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("GENERATING", "Generating"),
                            ("COMPLETED", "Completed"),
                            ("FAILED", "Failed"),
                            ("DROPPED", "Dropped for a human's"),
                        ],
                        default="COMPLETED",
                        max_length=10,
                    ),
                ),
                ("content", models.TextField(blank=True, default="")),
                (
                    "is_answered",
                    models.BooleanField(
                        help_text="False where the fallback message was said.", null=True
                    ),
                ),
                ("confidence", models.FloatField(null=True)),
                ("provider", models.CharField(blank=True, default="", max_length=60)),
                ("response_time_ms", models.PositiveIntegerField(null=True)),
                ("input_tokens", models.PositiveIntegerField(null=True)),
                ("output_tokens", models.PositiveIntegerField(null=True)),
                ("cost", models.PositiveBigIntegerField(help_text="In millionths.", null=True)),
                (
                    "unsupported",
                    models.JSONField(
                        blank=True, default=list, help_text="Sentences that no evidence bears out."
                    ),
                ),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("error_code", models.CharField(blank=True, default="", max_length=40)),
                ("request_key", models.CharField(blank=True, default="", max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "agent_version",
                    models.ForeignKey(
                        blank=True,
                        help_text="Which version of the agent gave this answer.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="voice.agentversion",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        help_text="The member who wrote it, where one did.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="voice.conversation",
                    ),
                ),
                (
                    "in_reply_to",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer",
                        to="voice.message",
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
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("document_public_id", models.UUIDField()),
                ("title", models.CharField(max_length=255)),
                ("quote", models.TextField()),
                ("preview", models.CharField(max_length=240)),
                (
                    "start",
                    models.PositiveIntegerField(help_text="In characters of the chunk's text."),
                ),
                ("end", models.PositiveIntegerField()),
                ("page", models.PositiveIntegerField(null=True)),
                ("heading", models.CharField(blank=True, default="", max_length=500)),
                ("score", models.FloatField()),
                (
                    "chunk",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="knowledge.chunk",
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="voice.message",
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
            name="Provider",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("OPENAI_COMPATIBLE", "OpenAI-compatible"),
                            ("ANTHROPIC", "Anthropic"),
                            ("LOCAL", "Local SmolLM2"),
                        ],
                        default="OPENAI_COMPATIBLE",
                        max_length=20,
                    ),
                ),
                ("base_url", models.URLField(blank=True, max_length=500)),
                ("api_key", core.crypto.EncryptedTextField(blank=True, default="")),
                ("model", models.CharField(max_length=120)),
                ("input_cost", models.PositiveBigIntegerField(default=0)),
                ("output_cost", models.PositiveBigIntegerField(default=0)),
                (
                    "timeout_seconds",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Of silence, before the next provider is asked."
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
            name="AgentFallback",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="voice.agent",
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
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="voice.provider",
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
        migrations.AddField(
            model_name="agent",
            name="fallback_providers",
            field=models.ManyToManyField(
                related_name="+", through="voice.AgentFallback", to="voice.provider"
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="provider",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="agents",
                to="voice.provider",
            ),
        ),
        migrations.AddConstraint(
            model_name="agentcollection",
            constraint=models.UniqueConstraint(
                fields=("agent", "collection"), name="a_collection_is_linked_once"
            ),
        ),
        migrations.AddIndex(
            model_name="agenttest",
            index=models.Index(fields=["agent", "id"], name="agent_test_agent"),
        ),
        migrations.AddConstraint(
            model_name="agenttestresult",
            constraint=models.UniqueConstraint(
                fields=("run", "test"), name="a_test_runs_once_in_a_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="agentversion",
            constraint=models.UniqueConstraint(
                fields=("agent", "major", "minor"), name="agent_version_numbers_are_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="agenttestrun",
            index=models.Index(fields=["agent", "-id"], name="agent_test_run_newest"),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["workspace", "-last_message_at"], name="conversation_latest"
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["workspace", "status", "-last_message_at", "-id"],
                name="conversation_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["started_by", "-id"], name="conversation_of_a_member"),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("visitor_email", ""), ("visitor_name", ""), _negated=True),
                fields=["workspace"],
                name="conversation_of_somebody_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversationsettings",
            constraint=models.UniqueConstraint(
                fields=("workspace",), name="one_conversation_settings_per_workspace"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["conversation", "-id"], name="message_newest"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["workspace"], name="message_workspace"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at", None), ("role", "USER")),
                fields=["workspace", "conversation"],
                name="message_unread_by_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidence", None),
                    models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                    _connector="OR",
                ),
                name="confidence_is_a_probability",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("workspace", "request_key"),
                name="one_message_per_request_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("message", "position"), name="one_evidence_per_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="evidence_is_a_stretch"
            ),
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.UniqueConstraint(
                models.F("workspace"),
                django.db.models.functions.text.Lower("name"),
                name="one_provider_per_name_and_workspace",
            ),
        ),
        migrations.AddConstraint(
            model_name="agentfallback",
            constraint=models.UniqueConstraint(
                fields=("agent", "provider"), name="a_provider_steps_in_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agent",
            constraint=models.UniqueConstraint(
                models.F("workspace"),
                django.db.models.functions.text.Lower("name"),
                name="one_agent_per_name_and_workspace",
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
        SealTenantTables(
            "Provider",
            "Agent",
            "AgentCollection",
            "AgentFallback",
            "AgentVersion",
            "Conversation",
            "ConversationSettings",
            "Message",
            "Evidence",
            "AgentTest",
            "AgentTestRun",
            "AgentTestResult",
        ),
        run_sql_file(__file__, "0001_message_words"),
        run_sql_file(__file__, "0001_open_chat"),
        run_sql_file(__file__, "0001_chat_exists"),
        run_sql_file(__file__, "0001_agent_of_member"),
        run_sql_file(__file__, "0001_search_conversations"),
    ]
