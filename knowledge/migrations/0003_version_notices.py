"""What reading left out or could not read is kept with a version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0002_plural_of_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentversion",
            name="notices",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text="What was left out or could not be read: code, count, pages.",
            ),
        )
    ]
