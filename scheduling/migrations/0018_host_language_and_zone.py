from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0017_outside_events_of_deleted_appointments")]

    operations = [
        migrations.AddField(
            model_name="host",
            name="time_zone",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="host",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=2),
        ),
    ]
