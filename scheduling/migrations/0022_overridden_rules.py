from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0021_customers_choose_host")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="overridden_rule",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
    ]
