from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0015_holder_of_holds")]

    operations = [
        migrations.AddIndex(
            model_name="appointmentnotice",
            index=models.Index(fields=["ends_at"], name="notice_to_delete"),
        ),
    ]
