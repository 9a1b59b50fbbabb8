"""The end of each audit log is sealed, so that a cut-off end shows."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import SealTenantTables


class Migration(migrations.Migration):
    dependencies = [
        ("workspaces", "0007_set_default_workspace"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(help_text="Of the last entry.")),
                ("seal", models.BinaryField(max_length=32)),
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
                        fields=("workspace",), name="one_audit_head_per_workspace"
                    )
                ],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        SealTenantTables("AuditHead"),
    ]
