"""Rules of the code base that no linter checks."""

from __future__ import annotations

import ast
import inspect
import platform
import re
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from celery import current_app
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from core.db.tenancy import SealTenantTables
from core.events import subscriptions
from core.jobs import registry
from core.models import WorkspaceOwned

ROOT = Path(__file__).parents[3]
APPS = ["accounts", "workspaces", "knowledge", "scheduling", "voice", "widget", "analytics"]
FLOORS = [["core"], ["accounts"], ["workspaces"], ["contacts"], ["knowledge", "scheduling"]]
FLOORS += [["providers"], ["agents"], ["conversations"], ["evaluations"], ["widget", "analytics"]]
LEVELS = ["debug", "info", "warning", "error", "exception", "critical"]
DOMAIN = {"services", "queries", "models", "answering", "errors"}


def sources(*folders: str, suffix: str = ".py") -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}"))


CODE = [path for path in sources("platform", *APPS) if "tests" not in path.parts]
DOMAIN_CODE = [
    path
    for path in CODE
    if path.relative_to(ROOT).parts[0] in APPS
    # A folder or file of an app or of a room in it.
    and {part.removesuffix(".py") for part in path.relative_to(ROOT).parts[1:3]} & DOMAIN
]


def nodes(paths: list[Path]) -> Iterator[tuple[str, ast.AST]]:
    """Yield (where, node) for everything in these files."""
    for path in paths:
        name = path.relative_to(ROOT)
        for node in ast.walk(_tree(path)):
            yield f"{name}:{getattr(node, 'lineno', 0)}", node


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


@cache
def called(node: ast.AST) -> str:
    """The name of the called function, e.g. `timezone.now`."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_the_walk_finds_the_code() -> None:
    names = {str(path.relative_to(ROOT)) for path in CODE}

    assert {
        "platform/core/scope.py",
        "voice/agents/services/agents.py",
        "accounts/models.py",
    } <= names
    assert len(DOMAIN_CODE) > 30


def test_the_platform_folder_is_not_a_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert Path(platform.__file__).parent == Path(sysconfig.get_path("stdlib"))


def test_models_are_imported_and_never_looked_up_by_name() -> None:
    found = {
        where.partition(":")[0]
        for where, node in nodes(CODE)
        if called(node).endswith("apps.get_model") and "/migrations/" not in where
    }

    assert found == {"platform/core/db/tenancy.py"}  # for migrations


def test_nothing_is_printed() -> None:
    assert [where for where, node in nodes(CODE) if called(node) == "print"] == []


def test_all_logging_uses_structlog() -> None:
    loggers = {
        where.partition(":")[0] for where, node in nodes(CODE) if "logging" in imported(node)
    }
    lines = [
        (where, node)
        for where, node in nodes(CODE)
        if isinstance(node, ast.Call) and called(node) in {f"log.{level}" for level in LEVELS}
    ]
    unclear = [
        where
        for where, node in lines
        if len(node.args) != 1
        or not isinstance(node.args[0], ast.Constant)
        or re.fullmatch(r"[a-z]+(_[a-z]+)*", str(node.args[0].value)) is None
    ]

    # One logger that is passed to a library, to silence it.
    assert loggers == {"platform/compat/stella/sockets/server.py"}
    assert len(lines) > 15
    assert unclear == []  # an event is a snake_case name; its facts are keywords


def test_the_domain_knows_nothing_of_http() -> None:
    found = [
        where
        for where, node in nodes(DOMAIN_CODE)
        for module in imported(node)
        if module.startswith(("django.http", "django.urls", "rest_framework", "core.wire"))
    ]

    assert found == []


def test_the_domain_does_not_read_the_clock() -> None:
    clocks = ("timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time")

    found = [where for where, node in nodes(DOMAIN_CODE) if called(node) in clocks]

    # Django's `createsuperuser` passes no time to the manager.
    assert [where.partition(":")[0] for where in found] == ["accounts/models.py"]


def test_rows_are_only_locked_by_lock_rows() -> None:
    found = {
        where.partition(":")[0]
        for where, node in nodes(CODE)
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update"
    }

    assert found == {"platform/core/db/locks.py"}


def test_no_subquery_in_a_condition_is_limited() -> None:
    """A plan may run it once for each row, and so past its limit; read the keys first."""
    limited = re.compile(r"__in=[^,\n]*\[:|\bIN\s*\(\s*SELECT\b[^()]*\bLIMIT\b", re.I)
    code = [*CODE, *sources("platform", *APPS, suffix=".sql")]

    assert [path for path in code if limited.search(_without_lists(path.read_text()))] == []


def _without_lists(source: str) -> str:
    """Keys that have been read are a list, of whatever length."""
    return re.sub(r"__in=list\(", "", source)


def test_changes_are_passed_as_typed_keywords() -> None:
    found = {
        where.partition(":")[0]
        for where, node in nodes(DOMAIN_CODE)
        if isinstance(node, ast.FunctionDef)
        and node.args.kwarg is not None
        and node.args.kwarg.annotation is not None
        and ast.unparse(node.args.kwarg.annotation) == "Any"
    }

    # Django's commands create users through its manager, which takes any field.
    assert found == {"accounts/models.py"}


def test_models_have_no_logic_in_save_and_no_signals() -> None:
    found = [
        where
        for where, node in nodes(CODE)
        if any(module.startswith("django.db.models.signals") for module in imported(node))
        or (isinstance(node, ast.FunctionDef) and node.name == "save" and "/models" in where)
    ]

    assert found == []


def test_files_and_functions_have_a_maximum_length() -> None:
    """Generated migrations are exempt."""
    python = [
        path
        for path in sources("platform", *APPS, "benchmarks", "docs")
        if "migrations" not in path.parts
    ]
    files = [*python, *ROOT.glob("*.py"), *sources("platform", *APPS, suffix=".js")]

    long = [
        (str(path.relative_to(ROOT)), lines)
        for path in files
        if (lines := len(path.read_text().splitlines())) > 300
    ]
    long += [
        (f"{where} {node.name}", lines)
        for where, node in nodes([path for path in files if path.suffix == ".py"])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > 50
    ]

    assert long == []


def test_every_tenant_table_is_sealed_by_a_migration() -> None:
    migrations = MigrationLoader(None).disk_migrations
    sealed = {
        f"{app}.{name}"
        for (app, _), migration in migrations.items()
        for operation in migration.operations
        if isinstance(operation, SealTenantTables)
        for name in operation.model_names
    }

    owned = {each._meta.label for each in apps.get_models() if issubclass(each, WorkspaceOwned)}
    assert sealed == owned | {"workspaces.Workspace"}


def test_foreign_keys_point_downward() -> None:
    floor = {app: number for number, names in enumerate(FLOORS) for app in names}
    found = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in floor
        for field in model._meta.concrete_fields
        if field.related_model is not None
        and field.related_model is not model
        and model._meta.app_label != field.related_model._meta.app_label
        and floor[field.related_model._meta.app_label] >= floor[model._meta.app_label]
    ]

    assert found == []


def every_job() -> list[registry.JobDefinition]:
    current_app.loader.import_default_modules()
    return [each for name, each in registry._jobs.items() if not name.startswith("tests.")]


def test_jobs_take_keywords_and_accept_those_of_a_newer_release() -> None:
    for get_definition in every_job():
        parameters = inspect.signature(get_definition.run).parameters.values()
        kinds = [parameter.kind for parameter in parameters]
        assert set(kinds) == {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}


def test_subscribers_are_jobs() -> None:
    jobs = {get_definition.name for get_definition in every_job()}

    wanted = {name for names in subscriptions._subscribers.values() for name in names}

    assert wanted <= jobs


def test_tests_that_commit_are_marked_one_by_one() -> None:
    """Each empties the tables afterwards; most tests of a module need not."""
    whole_modules = [
        place
        for place, node in nodes(
            [path for path in sources("platform", *APPS) if "tests" in path.parts]
        )
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "pytestmark"
        and "transaction=True" in ast.unparse(node.value)
    ]

    assert whole_modules == []
