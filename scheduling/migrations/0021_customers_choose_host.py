from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0020_host_sessions")]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="customers_choose_host",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Customers see the hosts and may choose one.",
            ),
        ),
    ]
