from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0011_assigned_offset")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "CONFIRMED")),
                fields=["ends_at"],
                name="appointment_to_complete",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("status", "PENDING")),
                fields=["starts_at"],
                name="appointment_unanswered",
            ),
        ),
    ]
