import django.contrib.postgres.fields
import scheduling.models.calendars
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0009_appointment_notices")]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="reminder_minutes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveIntegerField(),
                blank=True,
                db_default=[1440],
                default=scheduling.models.calendars.default_reminders,
                help_text="Before the start, when customers are reminded by mail. Empty: they are not.",
                size=None,
            ),
        ),
    ]
