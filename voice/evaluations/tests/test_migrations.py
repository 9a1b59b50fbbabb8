"""What migrations make of evaluation runs that were there before them."""

from __future__ import annotations

from django.utils import timezone

from core.scope import workspace_scope
from core.testing.migrations import migrate_rows
from voice.agents.tests.factories import make_agent
from voice.evaluations.models import EvaluationRun
from workspaces.models import Workspace


def test_runs_of_before_answered_from_what_they_were_linked_to(acme: Workspace) -> None:
    agent = make_agent(acme)
    behaviors = [
        {"collection_ids": []},
        {},
        {"collection_ids": [7]},
        {"collection_ids": [], "knowledge_scope": "SELECTED"},
    ]
    with workspace_scope(acme.pk):
        for behavior in behaviors:
            EvaluationRun.objects.create(
                workspace=acme, agent=agent, frozen_behavior=behavior, started_at=timezone.now()
            )

    migrate_rows("evaluations", "0002_scope_of_existing_runs")

    with workspace_scope(acme.pk):
        runs = EvaluationRun.objects.order_by("pk")
        scopes = [each.frozen_behavior["knowledge_scope"] for each in runs]
    assert scopes == ["ALL", "ALL", "SELECTED", "SELECTED"]
