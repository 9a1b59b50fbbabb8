from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="embeddingindex",
            options={
                "base_manager_name": "everywhere",
                "default_manager_name": "everywhere",
                "verbose_name_plural": "embedding indexes",
            },
        ),
    ]
