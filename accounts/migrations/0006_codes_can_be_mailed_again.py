"""A code is computed from a seed, so that the same can be mailed again.

Codes that were mailed before, in the last ten minutes, have none: whoever asks gets a new one.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_drop_pending_users")]

    operations = [
        migrations.RemoveField("emailchallenge", "code_hash"),
        migrations.AddField(
            "emailchallenge", "code_seed", models.BinaryField(max_length=16, null=True)
        ),
    ]
