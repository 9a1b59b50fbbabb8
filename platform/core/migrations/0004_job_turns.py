from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("core", "0003_job_last_turn")]

    operations = [
        AddIndexConcurrently(
            model_name="job",
            index=models.Index(
                "name",
                Coalesce("workspace_id", 0),
                GreaterThanOrEqual(models.F("weight"), 400_000),
                "due_at",
                name="job_turn",
                condition=models.Q(state__in=["QUEUED", "RUNNING"]),
            ),
        ),
        AddIndexConcurrently(
            model_name="job",
            index=models.Index(
                fields=["name"], name="job_running", condition=models.Q(state="RUNNING")
            ),
        ),
    ]
