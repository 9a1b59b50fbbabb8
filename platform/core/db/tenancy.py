"""The second lock on tenant tables, set by migrations: row-level security and tied foreign keys."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import ForeignKey, Model

# In a sub-select, PostgreSQL computes the list once per statement instead of once per row.
SCOPED = (
    "ANY ((SELECT string_to_array(nullif(current_setting('app.workspaces', true), ''), ',')"
    "::bigint[])::bigint[])"
)


class SealTenantTables(Operation):
    """Limit the application's role to rows of the workspaces in scope.

    Also makes it impossible for a row to point at a row of another workspace: each foreign key
    between two tenant tables gets a second one over (key, workspace_id).

    model_names: tables that are sealed together, since they may refer to each other.
    column: the one that holds the workspace; `id` for the table of workspaces itself.
    """

    reversible = True

    def __init__(self, *model_names: str, column: str = "workspace_id") -> None:
        self.model_names = model_names
        self.column = column

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, object]]:
        return self.__class__.__name__, self.model_names, {"column": self.column}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the ORM."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        models = self._models(app_label, to_state)
        for model in models:
            table = model._meta.db_table
            schema_editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            schema_editor.execute(
                f'CREATE POLICY tenant ON "{table}" '
                f"USING ({self.column} = {SCOPED}) WITH CHECK ({self.column} = {SCOPED})"
            )
            if self.column == "workspace_id":
                schema_editor.execute(
                    f'ALTER TABLE "{table}" '
                    f'ADD CONSTRAINT "{table}_tenant_key" UNIQUE (id, workspace_id)'
                )
        for model in models:
            for column, parent in _tenant_parents(model):
                schema_editor.execute(_tie(model, column, parent))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self._models(app_label, from_state):
            table = model._meta.db_table
            for column, _ in _tenant_parents(model):
                schema_editor.execute(_untie(model, column))
            schema_editor.execute(
                f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_tenant_key" CASCADE'
            )
            schema_editor.execute(f'DROP POLICY IF EXISTS tenant ON "{table}"')
            schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Seal the tenant tables of {', '.join(self.model_names)}"

    @property
    def migration_name_fragment(self) -> str:
        return "seal_tenant_tables"

    def _models(self, app_label: str, state: ProjectState) -> list[type[Model]]:
        return [state.apps.get_model(app_label, name) for name in self.model_names]


class TieForeignKey(Operation):
    """What `SealTenantTables` does, for a foreign key added to a sealed table later."""

    reversible = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name = model_name
        self.field_name = field_name

    def deconstruct(self) -> tuple[str, tuple[str, str], dict[str, object]]:
        return self.__class__.__name__, (self.model_name, self.field_name), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the ORM."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.field_name)
        schema_editor.execute(_tie(model, field.column, field.related_model._meta.db_table))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(_untie(model, model._meta.get_field(self.field_name).column))

    def describe(self) -> str:
        return f"Keep {self.model_name}.{self.field_name} inside one tenant"

    @property
    def migration_name_fragment(self) -> str:
        return f"tie_{self.model_name}_{self.field_name}".lower()


def _tie(model: type[Model], column: str, parent: str) -> str:
    table = model._meta.db_table
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_same_tenant" '
        f'FOREIGN KEY ("{column}", workspace_id) '
        f'REFERENCES "{parent}" (id, workspace_id) DEFERRABLE INITIALLY DEFERRED'
    )


def _untie(model: type[Model], column: str) -> str:
    table = model._meta.db_table
    return f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_{column}_same_tenant"'


def _tenant_parents(model: type[Model]) -> list[tuple[str, str]]:
    """(column, parent table) of each foreign key to another tenant table."""
    return [
        (field.column, field.related_model._meta.db_table)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and getattr(field, "db_constraint", True)
        and any(parent.name == "workspace" for parent in field.related_model._meta.concrete_fields)
    ]
