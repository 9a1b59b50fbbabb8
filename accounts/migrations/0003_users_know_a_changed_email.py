"""An address that replaced another without proof resets nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_challenges_hold_sign_ups")]

    operations = [
        migrations.AddField(
            "user",
            "has_changed_email",
            models.BooleanField(
                default=False,
                help_text=(
                    "The address replaced another without proof: it resets nothing until verified."
                ),
            ),
        ),
    ]
