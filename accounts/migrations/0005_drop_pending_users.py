"""There are no pending users any more, and no contested ones."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_pending_users_become_sign_ups")]

    operations = [
        migrations.RemoveField("user", "is_pending"),
        migrations.RemoveField("user", "is_contested"),
    ]
