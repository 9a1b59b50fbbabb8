from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="knowledge_scope",
            field=models.CharField(
                choices=[("ALL", "All"), ("SELECTED", "Selected")],
                default="SELECTED",
                help_text="Which of the workspace's collections it answers from: all, or those linked.",
                max_length=8,
            ),
        ),
    ]
