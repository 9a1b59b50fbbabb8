"""Until now, an agent or a version without collections answered from all of the workspace's."""

from django.db import migrations

_AGENTS = """
    UPDATE agents_agent SET knowledge_scope = 'ALL'
    WHERE NOT EXISTS (SELECT FROM agents_agentcollection l WHERE l.agent_id = agents_agent.id)
"""
_VERSIONS = """
    UPDATE agents_agentversion SET frozen_behavior = frozen_behavior || jsonb_build_object(
        'knowledge_scope',
        CASE WHEN jsonb_array_length(coalesce(frozen_behavior -> 'collection_ids', '[]')) = 0
             THEN 'ALL' ELSE 'SELECTED' END)
    WHERE NOT frozen_behavior ? 'knowledge_scope'
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0002_agent_knowledge_scope")]

    operations = [
        migrations.RunSQL([_AGENTS, _VERSIONS], migrations.RunSQL.noop),
    ]
