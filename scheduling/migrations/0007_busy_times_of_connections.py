import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from core.db.tenancy import TieForeignKey


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0006_calendar_connections")]

    operations = [
        migrations.AddField(
            model_name="busytime",
            name="href",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=1000
            ),
        ),
        migrations.AddField(
            model_name="busytime",
            name="connection",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="busy_times",
                to="scheduling.calendarconnection",
            ),
        ),
        TieForeignKey("BusyTime", "connection"),
    ]
