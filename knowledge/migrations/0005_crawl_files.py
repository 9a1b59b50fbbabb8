"""A crawl reads the files that pages link to, unless its owner says no."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0004_chunk_page_starts"),
    ]

    operations = [
        migrations.AddField(
            model_name="crawl",
            name="include_files",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Read the PDF and DOCX files that pages link to.",
            ),
        )
    ]
