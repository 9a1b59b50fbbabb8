import core.crypto
import core.ids
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=core.ids.new_uuid, editable=False, unique=True)),
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
                        default=15,
                        help_text="Seconds of silence before the next provider is asked.",
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_provider_per_name_and_workspace",
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables("Provider"),
    ]
