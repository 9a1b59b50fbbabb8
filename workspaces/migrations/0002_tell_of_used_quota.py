from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="usagecounter",
            name="told_percent",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                help_text="The highest share of the quota that managers were mailed about.",
            ),
        ),
    ]
