from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0010_calendar_reminders")]

    operations = [
        migrations.AddField(
            model_name="calendarhost",
            name="assigned_offset",
            field=models.IntegerField(db_default=0, default=0),
        ),
    ]
