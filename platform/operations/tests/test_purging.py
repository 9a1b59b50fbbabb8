"""A closed workspace is purged after its grace period, with everything in it and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone

from core.models import Job, OutboxEvent, WorkspaceOwned
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_jobs, shared
from knowledge.models import Document
from operations.tests.api_world import World, make_world
from workspaces import services
from workspaces.models import Workspace
from workspaces.services.purging import (
    GRACE,
    WorkspaceContents,
    count_contents,
    purge_at_once,
    purge_workspace,
)
from workspaces.tests.factories import Person

TENANT_MODELS = [each for each in apps.get_models() if issubclass(each, WorkspaceOwned)]


@shared
def world(alice: Person) -> World:
    world = make_world(alice, "Acme")
    run_jobs()
    return world


@shared
def others(charlie: Person) -> World:
    world = make_world(charlie, "Other")
    run_jobs()
    return world


def rows_of(workspace: Workspace) -> dict[str, int]:
    with as_table_owner():
        counted = {
            model._meta.label: model.everywhere.filter(workspace_id=workspace.pk).count()
            for model in TENANT_MODELS
        }
        return {label: rows for label, rows in counted.items() if rows}


def files_of(workspace: Workspace) -> list[str]:
    with as_table_owner():
        return list(
            Document.everywhere.filter(workspace=workspace)
            .exclude(file="")  # hand-written entries have none
            .values_list("file", flat=True)
        )


def close(workspace: Workspace) -> None:
    with workspace_scope(workspace.pk):
        services.delete_workspace(workspace=workspace, now=timezone.now())


def test_a_purge_deletes_everything_and_spares_other_tenants(world: World, others: World) -> None:
    close(world.workspace)
    files, kept = files_of(world.workspace), rows_of(others.workspace)
    rows = rows_of(world.workspace)
    tables = {"agents.Agent", "agents.AgentVersion", "knowledge.Chunk", "conversations.Message"}
    assert tables <= set(rows)

    removed = purge_workspace(workspace_id=world.workspace.pk, now=timezone.now() + GRACE)

    assert len(files) > 0
    assert removed == WorkspaceContents(rows=sum(rows.values()) + 1, files=len(files))
    assert rows_of(world.workspace) == {}
    with as_table_owner():
        assert not Workspace.objects.filter(pk=world.workspace.pk).exists()
        assert not OutboxEvent.objects.filter(workspace_id=world.workspace.pk).exists()
    assert [default_storage.exists(name) for name in files] == [True] * len(files)
    assert "workspaces.delete_files" in run_jobs()
    assert [default_storage.exists(name) for name in files] == [False] * len(files)
    assert rows_of(others.workspace) == kept
    assert all(default_storage.exists(name) for name in files_of(others.workspace))


def test_nothing_is_purged_within_the_grace_period(world: World) -> None:
    close(world.workspace)

    with nothing_changes():
        early = timezone.now() + GRACE - timedelta(minutes=1)
        assert purge_workspace(workspace_id=world.workspace.pk, now=early) is None


def test_a_restored_workspace_is_not_purged(world: World) -> None:
    close(world.workspace)
    with workspace_scope(world.workspace.pk):
        services.restore_workspace(workspace=world.workspace, now=timezone.now())

    with nothing_changes():
        later = timezone.now() + 2 * GRACE
        assert purge_workspace(workspace_id=world.workspace.pk, now=later) is None


def test_a_second_purge_does_nothing(world: World) -> None:
    close(world.workspace)
    purge_workspace(workspace_id=world.workspace.pk, now=timezone.now() + GRACE)
    run_jobs()

    with nothing_changes():
        again = purge_workspace(workspace_id=world.workspace.pk, now=timezone.now() + GRACE)
        assert again is None


def test_an_operator_can_preview_and_purge_at_once(world: World) -> None:
    expected = count_contents(workspace_id=world.workspace.pk)

    assert purge_at_once(workspace_id=world.workspace.pk) == expected
    assert rows_of(world.workspace) == {}


def test_deleting_a_workspace_schedules_its_purge(world: World) -> None:
    close(world.workspace)

    with as_table_owner():
        job = Job.objects.get(name="workspaces.purge_workspace")
    assert job.arguments == {"closed_workspace_id": world.workspace.pk}
    assert job.due_at - timezone.now() > GRACE - timedelta(minutes=1)
