"""Pages with equal words are one document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0005_crawl_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="words_hash",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="SHA-256 of a page's words: pages with equal words are one.",
                max_length=64,
            ),
        )
    ]
