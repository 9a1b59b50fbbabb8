from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0025_notices_of_conflicts")]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="asks_notes",
            field=models.BooleanField(
                db_default=True, default=True, help_text="Customers can add what they want to say."
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="requires_email",
            field=models.BooleanField(
                db_default=False, default=False, help_text="A phone number is not enough."
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="requires_phone",
            field=models.BooleanField(
                db_default=False, default=False, help_text="An e-mail address is not enough."
            ),
        ),
        migrations.AddField(
            model_name="calendar",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="ISO 639-1, of whoever names no other. Empty: English.",
                max_length=2,
            ),
        ),
    ]
