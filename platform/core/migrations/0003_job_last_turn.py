from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0002_job_weight")]

    operations = [
        AddIndexConcurrently(
            model_name="job",
            index=models.Index(
                fields=["workspace_id", "started_at"],
                name="job_last_turn",
                condition=models.Q(started_at__isnull=False),
            ),
        )
    ]
