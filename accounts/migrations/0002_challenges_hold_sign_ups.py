"""A sign-up by code is its challenge, with its own password; a change of the address can be undone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            "emailchallenge",
            "password",
            models.CharField(
                blank=True,
                default="",
                help_text=(
                    "Hash of the password that holds once a sign-up or an undo link is redeemed."
                ),
                max_length=128,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "emailchallenge",
            "full_name",
            models.CharField(blank=True, default="", help_text="Of a sign-up.", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            "emailchallenge",
            "verified_at",
            models.DateTimeField(
                help_text="When the address of an undo link had been verified.", null=True
            ),
        ),
        migrations.AlterField(
            "emailchallenge",
            "purpose",
            models.CharField(
                choices=[
                    ("VERIFY", "Verify"),
                    ("REGISTER", "Register"),
                    ("RESET_CODE", "Reset Code"),
                    ("RESET_LINK", "Reset Link"),
                    ("CHANGE_EMAIL", "Change Email"),
                    ("UNDO_CHANGE", "Undo Change"),
                ],
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint("emailchallenge", "one_open_challenge_per_purpose"),
        migrations.RemoveConstraint("emailchallenge", "only_a_registration_has_no_user_yet"),
        migrations.AddConstraint(
            "emailchallenge",
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(closed_at=None) & ~models.Q(purpose="UNDO_CHANGE"),
                name="one_open_challenge_per_user_and_purpose",
            ),
        ),
        migrations.AddConstraint(
            "emailchallenge",
            models.CheckConstraint(
                condition=models.Q(user__isnull=False)
                | models.Q(purpose="REGISTER")
                | models.Q(purpose="VERIFY") & ~models.Q(password=""),
                name="only_a_sign_up_has_no_user_yet",
            ),
        ),
    ]
