from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0018_host_language_and_zone")]

    operations = [
        migrations.AddIndex(
            model_name="host",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True),
                fields=["email"],
                name="host_by_email",
            ),
        ),
    ]
