import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0016_notices_that_are_over")]

    operations = [
        migrations.AlterField(
            model_name="outsideevent",
            name="appointment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="outside_events",
                to="scheduling.appointment",
            ),
        ),
    ]
