"""Conversations point to whom they are with. The index follows, built while rows are served."""

import django.db.models.deletion
from django.db import migrations, models

from core.db.tenancy import TieForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        ("conversations", "0002_conversation_joined_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Whom the address that the visitor gave names.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="contacts.contact",
            ),
        ),
        TieForeignKey("Conversation", "contact"),
    ]
