"""The tries of a code count by network: a stranger's do not use up the owner's."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_codes_can_be_mailed_again")]

    operations = [
        migrations.RemoveField("emailchallenge", "tries"),
        migrations.CreateModel(
            "CodeTries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("network", models.CharField(blank=True, max_length=43)),
                ("count", models.PositiveSmallIntegerField(default=0)),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tries",
                        to="accounts.emailchallenge",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["challenge", "network"], name="one_count_of_tries_per_network"
                    )
                ]
            },
        ),
    ]
