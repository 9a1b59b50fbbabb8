from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0014_mailbox_of_customers")]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="holder",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=64
            ),
        ),
    ]
