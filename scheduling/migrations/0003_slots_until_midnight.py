from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0002_calendar_rules"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="weeklyslot",
            name="slot_ends_after_it_starts",
        ),
        migrations.AlterField(
            model_name="weeklyslot",
            name="ends",
            field=models.TimeField(help_text="00:00 is midnight, the end of the day."),
        ),
        migrations.AddConstraint(
            model_name="weeklyslot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends__gt", models.F("starts")), ("ends", "00:00"), _connector="OR"
                ),
                name="slot_ends_after_it_starts",
            ),
        ),
    ]
