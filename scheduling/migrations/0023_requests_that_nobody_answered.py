from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0022_overridden_rules")]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="cancelled_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("CUSTOMER", "Customer"),
                    ("MEMBER", "Member"),
                    ("PLATFORM", "Platform"),
                    ("NOBODY", "Nobody answered in time"),
                ],
                default="",
                max_length=8,
            ),
        ),
    ]
