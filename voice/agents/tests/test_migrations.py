"""What migrations make of agents that were there before them."""

from __future__ import annotations

from core.scope import workspace_scope
from core.testing.migrations import migrate_rows
from knowledge.tests.factories import make_collection
from voice.agents.models import Agent, AgentCollection, AgentVersion
from voice.agents.tests.factories import make_agent
from workspaces.models import Workspace


def test_agents_of_before_answer_from_what_they_answered_from(acme: Workspace) -> None:
    every, linked = make_agent(acme, "Every"), make_agent(acme, "Linked")
    collection = make_collection(acme)
    with workspace_scope(acme.pk):
        AgentCollection.objects.create(workspace=acme, agent=linked, collection=collection)
        Agent.objects.update(knowledge_scope="SELECTED")
        for agent, ids in ((every, []), (linked, [collection.pk])):
            (version,) = AgentVersion.objects.filter(agent=agent)
            del version.frozen_behavior["knowledge_scope"]
            version.frozen_behavior["collection_ids"] = ids
            version.save(update_fields=["frozen_behavior"])
            newer = {**version.frozen_behavior, "knowledge_scope": "SELECTED"}
            AgentVersion.objects.create(
                workspace=acme,
                agent=agent,
                minor=9,
                frozen_behavior=newer,
                published_at=version.published_at,
            )

    migrate_rows("agents", "0003_scope_of_existing_agents")

    with workspace_scope(acme.pk):
        scopes = dict(Agent.objects.values_list("name", "knowledge_scope"))
        frozen = [
            (version.agent.name, version.minor, version.frozen_behavior["knowledge_scope"])
            for version in AgentVersion.objects.select_related("agent").order_by("agent", "minor")
        ]
    assert scopes == {"Every": "ALL", "Linked": "SELECTED"}
    assert frozen == [
        ("Every", 0, "ALL"),
        ("Every", 9, "SELECTED"),
        ("Linked", 0, "SELECTED"),
        ("Linked", 9, "SELECTED"),
    ]
