"""Escalations point to whom they are from."""

import django.db.models.deletion
from django.db import migrations, models

from core.db.tenancy import TieForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        ("widget", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="escalation",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                help_text="Whom the address names.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="contacts.contact",
            ),
        ),
        TieForeignKey("Escalation", "contact"),
    ]
