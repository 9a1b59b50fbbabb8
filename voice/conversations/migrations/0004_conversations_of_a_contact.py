"""Find the conversations of a contact, latest first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("conversations", "0003_conversation_contact")]

    operations = [
        AddIndexConcurrently(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("contact__isnull", False)),
                fields=["contact", "-started_at", "-id"],
                name="conversation_of_a_contact",
            ),
        ),
    ]
