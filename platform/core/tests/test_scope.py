"""Which rows are visible: by manager, by scope, and to the table owner."""

from __future__ import annotations

import contextlib

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection

from core.models import WorkspaceOwned
from core.scope import (
    NestedScope,
    NoWorkspaceScope,
    as_table_owner,
    current_workspace_id,
    has_scope,
    scoped_workspaces,
    workspace_scope,
)
from core.tests.tenants import TENANT_MODELS, each_tenant_model, make


def setting() -> str:
    """The workspaces that PostgreSQL has been told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.workspaces', true), current_user")
        workspaces, user = cursor.fetchone()
    return f"{user}:{workspaces or ''}"


@each_tenant_model
def test_without_a_scope_the_manager_raises(model: type[WorkspaceOwned]) -> None:
    with pytest.raises(NoWorkspaceScope):
        model.objects.count()


@each_tenant_model
def test_djangos_internals_use_the_unfiltered_manager(model: type[WorkspaceOwned]) -> None:
    assert model._meta.default_manager_name == model._meta.base_manager_name == "everywhere"


def test_every_model_with_a_workspace_is_scoped() -> None:
    loose = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if any(field.name == "workspace" for field in model._meta.concrete_fields)
        and not issubclass(model, WorkspaceOwned)
    ]

    assert loose == []


@each_tenant_model
def test_a_scope_shows_only_its_own_rows(
    model: type[WorkspaceOwned], workspace_ids: tuple[int, int]
) -> None:
    ours, theirs = workspace_ids
    mine, foreign = make(model, ours), make(model, theirs)

    with workspace_scope(ours):
        seen = set(model.objects.values_list("pk", flat=True))
    with workspace_scope(ours, theirs):
        both = set(model.objects.values_list("pk", flat=True))

    assert mine.pk in seen
    assert foreign.pk not in seen
    assert {mine.pk, foreign.pk} <= both


def test_another_workspaces_scope_cannot_be_nested(
    workspace_ids: tuple[int, int],
) -> None:
    ours, theirs = workspace_ids

    with workspace_scope(ours):
        with pytest.raises(NestedScope), workspace_scope(theirs):
            pytest.fail("entered")
        with pytest.raises(NestedScope), workspace_scope(ours, theirs):
            pytest.fail("entered")
        with pytest.raises(NestedScope), as_table_owner():
            pytest.fail("entered")

        assert scoped_workspaces() == (ours,)
        assert setting() == f"frontdesk_app:{ours}"


def test_the_same_scope_can_be_nested(workspace_ids: tuple[int, int]) -> None:
    ours, _ = workspace_ids

    with workspace_scope(ours):
        with workspace_scope(ours):
            assert current_workspace_id() == ours

        assert setting() == f"frontdesk_app:{ours}"


def test_a_scope_of_several_workspaces_has_no_current_one(workspace_ids: tuple[int, int]) -> None:
    with workspace_scope(*workspace_ids), pytest.raises(NoWorkspaceScope):
        current_workspace_id()


@pytest.mark.parametrize("ending", ["normally", "by an exception"])
def test_a_scope_leaves_nothing_behind(workspace_ids: tuple[int, int], ending: str) -> None:
    ours, _ = workspace_ids

    with contextlib.suppress(ZeroDivisionError), workspace_scope(ours):
        if ending == "by an exception":
            raise ZeroDivisionError

    assert not has_scope()
    assert setting() == "frontdesk_app:"


def test_a_scope_is_a_transaction_that_an_exception_rolls_back(
    workspace_ids: tuple[int, int],
) -> None:
    ours, _ = workspace_ids
    model = TENANT_MODELS[0]
    with workspace_scope(ours):
        before = model.objects.count()

    with contextlib.suppress(ZeroDivisionError), workspace_scope(ours):
        make(model, ours)
        raise ZeroDivisionError

    with workspace_scope(ours):
        assert model.objects.count() == before


@pytest.mark.parametrize("ending", ["normally", "by an exception"])
def test_the_table_owner_sees_everything_inside_the_block_only(
    workspace_ids: tuple[int, int], ending: str
) -> None:
    model = TENANT_MODELS[0]
    rows = {make(model, each).pk for each in workspace_ids}

    with contextlib.suppress(ZeroDivisionError), as_table_owner():
        seen = set(model.everywhere.values_list("pk", flat=True))
        if ending == "by an exception":
            raise ZeroDivisionError

    assert rows <= seen
    assert not has_scope()
    assert setting() == "frontdesk_app:"
    assert model.everywhere.count() == 0


def test_a_failed_statement_does_not_leave_the_owner_role(db: None) -> None:
    with pytest.raises(ProgrammingError, match="no_such_table"), as_table_owner():
        connection.cursor().execute("SELECT * FROM no_such_table")

    assert setting() == "frontdesk_app:"


def test_nested_owner_blocks_end_with_the_outer_one(db: None) -> None:
    with as_table_owner():
        owner = setting()
        with as_table_owner():
            assert setting() == owner
        assert setting() == owner
        with workspace_scope(7):
            assert setting() == owner.replace(":", ":7")
        assert setting() == owner

    assert setting() == "frontdesk_app:" != owner
