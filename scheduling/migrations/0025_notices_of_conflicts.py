from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0024_moved_elsewhere")]

    operations = [
        migrations.AlterField(
            model_name="appointmentnotice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("REQUESTED", "Requested"),
                    ("BOOKED", "Booked"),
                    ("CONFIRMED", "Confirmed"),
                    ("RESCHEDULED", "Rescheduled"),
                    ("CANCELLED", "Cancelled"),
                    ("DECLINED", "Declined"),
                    ("REMINDER", "Reminder"),
                    ("CONFLICT", "Conflict"),
                ],
                max_length=11,
            ),
        ),
    ]
