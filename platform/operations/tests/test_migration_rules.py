"""Rules for migrations: each fault, and what is accepted instead."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.core.checks import Error, registry
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from core.db.sql_files import SqlFile
from operations.migration_rules import BIG_TABLES, check_migrations, faults_of

INDEX = models.Index(fields=["state"], name="message_state")
UNIQUE = models.UniqueConstraint(fields=["state"], name="one_state")
CHECK = models.CheckConstraint(condition=models.Q(state=""), name="a_state")


def faults(
    *operations: Operation, name: str = "0002_message_state", app: str = "conversations", **of: Any
) -> list[str]:
    """The faults of a migration with these operations, without its name."""
    body = {"operations": list(operations), "dependencies": [(app, "0001_initial")], **of}
    migration = type("Migration", (migrations.Migration,), body)(name, app)
    return [fault.removeprefix(f"{app}.{name}: ") for fault in faults_of(migration)]


def read_escalations(registry: Any, schema_editor: Any) -> None:
    registry.get_model("widget", "Escalation").objects.count()


def fill_states(registry: Any, schema_editor: Any) -> None:
    registry.get_model("conversations", "Message").objects.update(state="")


@pytest.mark.parametrize(
    ("operation", "fault_text"),
    [
        (migrations.AddIndex("message", INDEX), "AddIndexConcurrently and `atomic = False`"),
        (migrations.RemoveIndex("message", "x"), "RemoveIndexConcurrently and `atomic = False`"),
        (migrations.AddConstraint("Message", UNIQUE), "AddConstraint reads all of conversations"),
        (migrations.AddConstraint("message", CHECK), "use AddConstraintNotValid"),
        (
            migrations.AddField("message", "language", models.CharField(db_index=True)),
            "the field language builds an index",
        ),
        (
            migrations.AlterField("message", "state", models.CharField(unique=True)),
            "the field state builds an index",
        ),
        (
            migrations.AddField(
                "message", "agent", models.ForeignKey("agents.Agent", models.CASCADE)
            ),
            "the field agent builds an index",
        ),
        (migrations.RunSQL("CREATE INDEX x ON conversations_message (state)"), "say CONCURRENTLY"),
        (migrations.RunSQL([("DROP INDEX x", None)]), "say CONCURRENTLY"),
    ],
)
def test_locking_a_big_table_is_refused(operation: Operation, fault_text: str) -> None:
    hidden = migrations.SeparateDatabaseAndState(database_operations=[operation])

    for each in (operation, hidden):
        (fault,) = faults(each)
        assert fault_text in fault


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexConcurrently("message", INDEX),
        RemoveIndexConcurrently("message", "message_state"),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY x ON conversations_message (state)"),
    ],
)
def test_an_index_is_built_concurrently_outside_a_transaction(operation: Operation) -> None:
    assert faults(operation, atomic=False) == []
    assert faults(operation) == [
        "an index is built concurrently outside a transaction: set `atomic = False`."
    ]


@pytest.mark.parametrize(
    "operation",
    [
        AddConstraintNotValid("message", CHECK),
        ValidateConstraint("message", "a_state"),
        migrations.AddField("message", "language", models.CharField(default="")),
        migrations.AlterField(
            "message", "agent", models.ForeignKey("agents.Agent", models.PROTECT)
        ),
        migrations.AddIndex("conversationsettings", INDEX),
        migrations.AddConstraint("conversationsettings", UNIQUE),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddIndex("message", INDEX)]
        ),
    ],
)
def test_operations_that_lock_no_big_table_are_accepted(operation: Operation) -> None:
    assert faults(operation) == []


def test_changing_tables_and_rows_in_one_migration_is_refused() -> None:
    field = migrations.AddField("message", "language", models.CharField(default=""))
    rows = (
        migrations.RunPython(fill_states),
        migrations.RunSQL("UPDATE conversations_message SET …"),
    )

    for each in rows:
        (fault,) = faults(field, each)
        assert "it changes tables and rows" in fault
    assert faults(*rows) == []
    assert faults(field, SqlFile("CREATE OR REPLACE FUNCTION …")) == []


@pytest.mark.parametrize("name", ["0002_auto_20270101_1200", "0002_remove_message_state_and_more"])
def test_a_migration_is_named_after_its_one_purpose(name: str) -> None:
    field = migrations.AddField("message", "language", models.CharField(default=""))

    assert faults(field, name="0002_message_language") == []
    assert faults(field, name=name) == [
        "its name does not say one idea: name it after what it is for, or split it."
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE widget_escalation SET status = 'OPEN'",
        "DELETE FROM widget_escalation",
        "ALTER TABLE widget_escalation ADD COLUMN x int",
    ],
)
def test_a_migration_changes_tables_of_its_own_app(sql: str) -> None:
    assert faults(migrations.RunSQL(sql)) == [
        "its SQL changes tables of widget: that is a migration of that app."
    ]
    assert faults(migrations.RunSQL(sql), app="widget") == []


def test_a_migration_depends_on_the_apps_whose_models_it_uses() -> None:
    code = migrations.RunPython(read_escalations)

    assert faults(code) == [
        "it works with models of widget, on whose migrations it does not depend."
    ]
    assert faults(code, dependencies=[("widget", "0001_initial")]) == []


def test_an_initial_migration_is_exempt() -> None:
    assert faults(migrations.AddIndex("message", INDEX), initial=True) == []


def test_the_migrations_of_the_platform_keep_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_migrations in registry.registry.deployment_checks
    assert check_migrations() == []

    monkeypatch.setattr(
        "operations.migration_rules.MigrationLoader",
        lambda _: type("Loader", (), {"disk_migrations": {("conversations", "0002_x"): WRONG}}),
    )
    assert (
        check_migrations()
        == [Error(fault, id="frontdesk.E001") for fault in faults_of(WRONG)]
        != []
    )


WRONG = type(
    "Migration", (migrations.Migration,), {"operations": [migrations.AddIndex("message", INDEX)]}
)("0002_x", "conversations")


def test_the_big_tables_exist() -> None:
    assert {apps.get_model(name)._meta.label_lower for name in BIG_TABLES} == BIG_TABLES
