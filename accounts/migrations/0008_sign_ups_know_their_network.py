"""Of too many sign-ups with an address, those of the network with the most are closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_tries_count_by_network")]

    operations = [
        migrations.AddField(
            "emailchallenge",
            "network",
            models.CharField(
                blank=True, default="", help_text="From which a sign-up came.", max_length=43
            ),
        ),
    ]
