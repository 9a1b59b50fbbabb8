"""Texts that many pages of a site repeat are kept once."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0006_page_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="crawl",
            name="repeated_blocks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="Hashes of texts that many pages repeat: one page keeps them.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="crawlpage",
            name="block_hashes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="Of its longer texts, to find those that many pages repeat.",
                size=None,
            ),
        ),
    ]
