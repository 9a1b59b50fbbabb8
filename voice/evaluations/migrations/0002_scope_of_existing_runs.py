"""Until now, a run of an agent without collections answered from all of the workspace's."""

from django.db import migrations

_RUNS = """
    UPDATE evaluations_evaluationrun SET frozen_behavior = frozen_behavior || jsonb_build_object(
        'knowledge_scope',
        CASE WHEN jsonb_array_length(coalesce(frozen_behavior -> 'collection_ids', '[]')) = 0
             THEN 'ALL' ELSE 'SELECTED' END)
    WHERE NOT frozen_behavior ? 'knowledge_scope'
"""


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]

    operations = [
        migrations.RunSQL(_RUNS, migrations.RunSQL.noop),
    ]
