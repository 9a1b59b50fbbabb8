"""The second lock: PostgreSQL itself separates tenants, even without the ORM's scope."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.models import ForeignKey

from core.db.tenancy import SealTenantTables
from core.models import WorkspaceOwned
from core.scope import as_table_owner, workspace_scope
from core.tests.tenants import TENANT_MODELS, build, each_tenant_model, make

REFUSED = "violates row-level security policy|the audit log can only grow"
TENANT_LINKS = [
    field
    for model in TENANT_MODELS
    for field in model._meta.concrete_fields
    if isinstance(field, ForeignKey)
    and issubclass(field.related_model, WorkspaceOwned)
    and field.db_constraint
]


def rows_in(query: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def stored(row: Any) -> dict[str, Any]:
    """The row as stored, in any workspace."""
    with as_table_owner():
        return dict(type(row).everywhere.filter(pk=row.pk).values().get())


def test_the_application_runs_under_a_role_bound_by_policies(db: None) -> None:
    flags = rows_in(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin"
        " FROM pg_roles WHERE rolname = current_user"
    )
    owned = rows_in("SELECT relname FROM pg_class WHERE relowner = current_user::regrole")

    assert flags == [("frontdesk_app", False, False, False, False, False)]
    assert owned == []


def test_every_tenant_table_is_sealed(db: None) -> None:
    tables = {model._meta.db_table for model in apps.get_models() if _is_tenants(model)}

    sealed = rows_in(
        """
        SELECT c.relname FROM pg_class c
        JOIN pg_policy p ON p.polrelid = c.oid
        WHERE c.relrowsecurity AND p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'
          AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL
        """
    )

    assert {name for (name,) in sealed} == tables
    assert len(sealed) == len(tables)  # a second permissive policy would widen the first


def _is_tenants(model: Any) -> bool:
    return issubclass(model, WorkspaceOwned) or model._meta.label == "workspaces.Workspace"


@each_tenant_model
def test_no_row_is_visible_without_a_scope(
    model: type[WorkspaceOwned], workspace_ids: tuple[int, int]
) -> None:
    row = make(model, workspace_ids[0])

    assert list(model.everywhere.all()) == []
    assert model.everywhere.filter(pk=row.pk).update(workspace_id=row.workspace_id) == 0
    assert model.everywhere.filter(pk=row.pk)._raw_delete("default") == 0  # type: ignore[attr-defined]
    with as_table_owner():
        assert model.everywhere.filter(pk=row.pk).exists()


@each_tenant_model
def test_no_row_is_visible_in_another_workspaces_scope(
    model: type[WorkspaceOwned], workspace_ids: tuple[int, int]
) -> None:
    ours, theirs = workspace_ids
    row = make(model, theirs)
    before = stored(row)

    with workspace_scope(ours):
        assert not model.everywhere.filter(pk=row.pk).exists()
        assert not model.everywhere.filter(workspace_id=theirs).exists()
        assert model.everywhere.filter(pk=row.pk).update(workspace_id=ours) == 0
        assert model.everywhere.filter(pk=row.pk)._raw_delete("default") == 0  # type: ignore[attr-defined]

    assert stored(row) == before


@each_tenant_model
def test_no_row_can_be_inserted_into_another_workspace(
    model: type[WorkspaceOwned], workspace_ids: tuple[int, int]
) -> None:
    ours, theirs = workspace_ids
    with workspace_scope(theirs):
        row = build(model, theirs)
    with as_table_owner():
        before = model.everywhere.count()

    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(ProgrammingError, match=REFUSED), workspace_scope(ours):
        row.save(force_insert=True)

    with as_table_owner():
        assert model.everywhere.count() == before


@each_tenant_model
def test_no_row_can_be_moved_to_another_workspace(
    model: type[WorkspaceOwned], workspace_ids: tuple[int, int]
) -> None:
    ours, theirs = workspace_ids
    row = make(model, ours)
    before = stored(row)

    with pytest.raises(ProgrammingError, match=REFUSED), workspace_scope(ours):
        model.everywhere.filter(pk=row.pk).update(workspace_id=theirs)

    assert stored(row) == before


@pytest.mark.parametrize("field", TENANT_LINKS, ids=str)
def test_no_row_can_refer_to_a_row_of_another_workspace(
    field: Any, workspace_ids: tuple[int, int]
) -> None:
    ours, theirs = workspace_ids
    foreign = make(field.related_model, theirs)
    row = make(field.model, ours)
    before = stored(row)
    constraint = f"{field.model._meta.db_table}_{field.column}_same_tenant"

    with pytest.raises(IntegrityError, match=constraint):
        point_at(row, field, foreign)

    assert stored(row) == before


def point_at(row: Any, field: Any, foreign: Any) -> None:
    """Check constraints like a commit does, since they are deferred."""
    with workspace_scope(row.workspace_id), connection.cursor() as cursor:
        field.model.everywhere.filter(pk=row.pk).update(**{field.attname: foreign.pk})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_workspace_is_visible_in_its_own_scope_only(workspace_ids: tuple[int, int]) -> None:
    ours, theirs = workspace_ids
    query = "SELECT id FROM workspaces_workspace ORDER BY id"

    assert rows_in(query) == []
    with workspace_scope(ours):
        assert rows_in(query) == [(ours,)]
    with workspace_scope(ours, theirs):
        assert rows_in(query) == [(each,) for each in sorted(workspace_ids)]


def seals_of(table: str) -> list[Any]:
    """The table's policies and constraints, and whether they are enforced."""
    return rows_in(
        "SELECT polname::text, relrowsecurity FROM pg_policy JOIN pg_class c ON c.oid = polrelid"
        " WHERE relname = %s UNION ALL"
        " SELECT conname::text, true FROM pg_constraint WHERE conrelid = %s::regclass ORDER BY 1",
        table,
        table,
    )


def test_sealing_can_be_reversed_and_repeated(db: None) -> None:
    linked = {field.related_model for field in TENANT_LINKS}
    model = next(field.model for field in TENANT_LINKS if field.model not in linked)
    app, table = model._meta.app_label, model._meta.db_table
    operation = SealTenantTables(model.__name__)
    state = ProjectState.from_apps(apps)
    sealed = seals_of(table)

    with as_table_owner(), connection.schema_editor(atomic=False) as editor:
        operation.database_backwards(app, editor, state, state)
        open_ = seals_of(table)
        operation.database_forwards(app, editor, state, state)

    assert ("tenant", True) in sealed
    assert [name for name, _ in open_ if "tenant" in name] == []
    assert seals_of(table) == sealed
    assert operation.deconstruct() == (
        "SealTenantTables",
        (model.__name__,),
        {"column": "workspace_id"},
    )


def test_functions_with_the_owners_rights_find_nothing_of_their_callers(db: None) -> None:
    """A table or an operator of the caller's, in a schema that is searched first, would be used
    with the rights of the tables' owner.
    """
    found = rows_in(
        "SELECT proname, proconfig FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )

    assert {"open_workspace_by_calendar", "taken_times"} <= {name for name, _ in found}
    assert {name for name, given in found if "search_path=public, pg_temp" not in given} == set()
