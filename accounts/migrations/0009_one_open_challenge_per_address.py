"""Asking for one address leaves open what was mailed to another address of the same account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_sign_ups_know_their_network")]

    operations = [
        migrations.RemoveConstraint("emailchallenge", "one_open_challenge_per_user_and_purpose"),
        migrations.AddConstraint(
            "emailchallenge",
            models.UniqueConstraint(
                fields=["user", "email", "purpose"],
                condition=models.Q(closed_at=None) & ~models.Q(purpose="UNDO_CHANGE"),
                name="one_open_challenge_per_user_email_and_purpose",
            ),
        ),
    ]
