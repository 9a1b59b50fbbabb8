"""Where in a chunk's text a later page begins, so that a sentence is cited with its own page.

Chunks that are there keep the page on which they begin, until their document is read again.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_version_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="chunk",
            name="page_starts",
            field=ArrayField(
                ArrayField(models.PositiveIntegerField(), size=2),
                blank=True,
                db_default=[],
                default=list,
                help_text="Where in the text a later page begins: [offset in characters, page].",
            ),
        )
    ]
