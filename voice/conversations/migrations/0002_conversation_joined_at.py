from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="joined_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When its member last connected to it, in a member chat.",
                null=True,
            ),
        ),
    ]
