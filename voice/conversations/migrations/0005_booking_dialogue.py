import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0004_agent_calendar"),
        ("conversations", "0004_conversations_of_a_contact"),
        ("workspaces", "0002_tell_of_used_quota"),
    ]

    operations = [
        migrations.CreateModel(
            name="BookingDialogue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("state", models.JSONField()),
                (
                    "is_open",
                    models.BooleanField(),
                ),
                ("reply", models.TextField(blank=True, default="")),
                ("reminder", models.TextField(blank=True, default="")),
                ("updated_at", models.DateTimeField()),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="booking_dialogue",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
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
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables("BookingDialogue"),
    ]
