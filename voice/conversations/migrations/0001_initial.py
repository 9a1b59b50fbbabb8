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
        ("knowledge", "0001_initial"),
        ("workspaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
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
                        to="agents.agent",
                    ),
                ),
                (
                    "agent_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agentversion",
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
                "indexes": [
                    models.Index(
                        fields=["workspace", "-last_message_at"], name="conversation_latest"
                    ),
                    models.Index(
                        fields=["workspace", "status", "-last_message_at", "-id"],
                        name="conversation_by_status",
                    ),
                    models.Index(fields=["started_by", "-id"], name="conversation_of_a_member"),
                    models.Index(
                        condition=models.Q(
                            ("visitor_email", ""), ("visitor_name", ""), _negated=True
                        ),
                        fields=["workspace"],
                        name="conversation_of_somebody_known",
                    ),
                ],
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
                        help_text="Days after the last message; null: forever.",
                        null=True,
                    ),
                ),
                (
                    "coordinator",
                    models.ForeignKey(
                        blank=True,
                        help_text="Answers in member chats what suits no agent, or several.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                "verbose_name_plural": "conversation settings",
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace",), name="one_conversation_settings_per_workspace"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
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
                        help_text="False if the fallback message was given.", null=True
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
                        blank=True, default=list, help_text="Sentences that no evidence supports."
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
                        help_text="The version of the agent that gave this answer.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agents.agentversion",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        help_text="The member who wrote it, if one did.",
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
                        to="conversations.conversation",
                    ),
                ),
                (
                    "in_reply_to",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer",
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
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence", None),
                            models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                            _connector="OR",
                        ),
                        name="confidence_is_a_probability",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("request_key", ""), _negated=True),
                        fields=("workspace", "request_key"),
                        name="one_message_per_request_key",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["conversation", "-id"], name="message_newest"),
                    models.Index(fields=["workspace"], name="message_workspace"),
                    models.Index(
                        condition=models.Q(("read_at", None), ("role", "USER")),
                        fields=["workspace", "conversation"],
                        name="message_unread_by_staff",
                    ),
                ],
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
                ("document_uuid", models.UUIDField()),
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
                        to="conversations.message",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "position"), name="one_evidence_per_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))),
                        name="evidence_is_a_stretch",
                    ),
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables("Conversation", "ConversationSettings", "Message", "Evidence"),
        run_sql_file(__file__, "0001_message_words"),
        run_sql_file(__file__, "0001_open_chat"),
        run_sql_file(__file__, "0001_chat_exists"),
        run_sql_file(__file__, "0001_search_conversations"),
    ]
