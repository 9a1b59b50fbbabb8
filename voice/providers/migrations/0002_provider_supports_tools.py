from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="provider",
            name="supports_tools",
            field=models.BooleanField(
                blank=True,
                help_text="If its model may call tools, as for booking; empty: yes, but for the local one.",
                null=True,
            ),
        ),
    ]
