from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job", name="weight", field=models.BigIntegerField(default=0, db_default=0)
        ),
        migrations.AddField(
            model_name="job", name="started_at", field=models.DateTimeField(null=True)
        ),
    ]
