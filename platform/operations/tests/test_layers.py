"""The import contracts of pyproject.toml: each refuses what it should, and no package is left out.

Contracts name modules by wildcard, and a wildcard without matches checks nothing; so every contract
is given forbidden imports, added to the graph of the real imports.
"""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).parents[3]
CONFIG = read_configuration(str(ROOT / "pyproject.toml"))
ROOT_PACKAGES: list[str] = CONFIG["session_options"]["root_packages"]
KINDS: dict[str, type[Contract]] = {
    "layers": LayersContract,
    "forbidden": ForbiddenContract,
    "protected": ProtectedContract,
}
OPTIONS = {each["name"].partition(":")[0]: each for each in CONFIG["contracts_options"]}
FLOORS, ROOMS, WORKSPACE_ROOMS, INSIDE_APPS = (
    "The platform stands on its floors",
    "The rooms of voice",
    "The rooms of workspaces",
    "Inside an app and a room",
)
DOORS, INSIDE_DOORS = "A door knows no other", "Inside a door"
SURFACES = "Nobody imports the surfaces of another app or room"
WIRE = "The domain does not know the wire"
ENGINE = "The engine is pure"
AVAILABILITY = "Availability is pure"

WRONG_IMPORTS = [
    (FLOORS, "core.jobs.queue", "workspaces.models"),
    (FLOORS, "accounts.services.sessions", "workspaces.queries"),
    (FLOORS, "workspaces.queries", "knowledge.models.documents"),
    (FLOORS, "knowledge.services.documents", "scheduling.models"),
    (FLOORS, "scheduling.services", "voice.agents.models"),
    (FLOORS, "voice.conversations.services.asking", "widget.models"),
    (FLOORS, "widget.queries", "analytics.queries"),
    (FLOORS, "analytics.queries", "operations.health"),
    (FLOORS, "operations.doctor", "compat.stella.door"),
    (FLOORS, "compat.stella.door", "config.env"),
    (ROOMS, "voice.answering.policy", "voice.providers.services"),
    (ROOMS, "voice.providers.services", "voice.answers.models"),
    (ROOMS, "voice.answers.services.drafting", "voice.agents.models"),
    (ROOMS, "voice.agents.queries", "voice.conversations.models"),
    (ROOMS, "voice.conversations.services.asking", "voice.evaluations.services.runs"),
    (WORKSPACE_ROOMS, "workspaces.services.members", "workspaces.contacts.models"),
    (WORKSPACE_ROOMS, "workspaces.api.views.members", "workspaces.contacts.services"),
    (INSIDE_APPS, "accounts.errors", "accounts.models"),
    (INSIDE_APPS, "workspaces.plans", "workspaces.models"),
    (INSIDE_APPS, "knowledge.clients.language", "knowledge.queries.search"),
    (INSIDE_APPS, "workspaces.models", "workspaces.queries"),
    (INSIDE_APPS, "workspaces.contacts.queries", "workspaces.contacts.services.merging"),
    (INSIDE_APPS, "voice.agents.queries", "voice.agents.services.agents"),
    (INSIDE_APPS, "voice.conversations.services.asking", "voice.conversations.shapes"),
    (INSIDE_APPS, "voice.evaluations.services.runs", "voice.evaluations.tasks"),
    (INSIDE_APPS, "widget.admin", "widget.api.views"),
    (INSIDE_APPS, "analytics.tasks", "analytics.admin"),
    (DOORS, "compat.stella.errors", "compat.voicera.errors"),
    (INSIDE_DOORS, "compat.morpheus.services", "compat.morpheus.serializers"),
    (INSIDE_DOORS, "compat.microbit.errors", "compat.microbit.views.auth"),
    (SURFACES, "workspaces.services.members", "accounts.api.views"),
    (SURFACES, "widget.services.escalating", "workspaces.contacts.api.views"),
    (SURFACES, "voice.conversations.api.views", "voice.agents.api.serializers"),
    (SURFACES, "voice.conversations.services.asking", "voice.agents.admin"),
    (SURFACES, "compat.stella.views.agents", "voice.agents.api.serializers"),
    (SURFACES, "widget.services.asking", "voice.conversations.tasks"),
    (SURFACES, "config.urls", "widget.api.views"),
    (WIRE, "accounts.services.sessions", "rest_framework"),
    (WIRE, "voice.agents.models", "core.api.fields"),
    (WIRE, "voice.conversations.queries.inbox", "core.wire"),
    (WIRE, "knowledge.errors", "drf_spectacular"),
    (WIRE, "compat.microbit.services", "core.http.client"),
    (WIRE, "core.lookup", "core.wire"),  # through an import of a service
    (AVAILABILITY, "scheduling.availability.judging", "django"),
    (AVAILABILITY, "scheduling.availability.values", "core.models"),
    (ENGINE, "voice.answering.assessing", "django"),
    (ENGINE, "voice.answering.policy", "openai"),
    (ENGINE, "voice.answering.prompting", "knowledge.models.documents"),
    (ENGINE, "knowledge.sentences", "httpx2"),  # through an import of the engine
]


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(
        *ROOT_PACKAGES,
        include_external_packages=True,
        cache_dir=str(ROOT / ".import_linter_cache"),
    )


def is_kept(name: str, graph: grimp.ImportGraph) -> bool:
    """True if the contract with this name (up to its colon) is kept; modifies the graph."""
    options: dict[str, Any] = OPTIONS[name]
    contract = KINDS[options["type"]](
        name=name,
        session_options=CONFIG["session_options"],
        contract_options={key: options[key] for key in options if key not in {"name", "type"}},
    )
    return contract.check(graph=graph, verbose=False).kept


@pytest.mark.parametrize("name", OPTIONS)
def test_every_contract_is_kept_and_shown_to_refuse(name: str, imports: grimp.ImportGraph) -> None:
    assert is_kept(name, copy.deepcopy(imports))
    assert name in {contract for contract, _, _ in WRONG_IMPORTS}


@pytest.mark.parametrize(("name", "importer", "imported"), WRONG_IMPORTS)
def test_a_wrong_import_is_refused(
    name: str, importer: str, imported: str, imports: grimp.ImportGraph
) -> None:
    assert {importer, imported} <= imports.modules
    graph = copy.deepcopy(imports)

    graph.add_import(importer=importer, imported=imported)

    assert not is_kept(name, graph)


@pytest.mark.parametrize(
    ("name", "module"),
    [
        (ROOMS, "voice.telephony"),
        (INSIDE_APPS, "accounts.helpers"),
        (WORKSPACE_ROOMS, "workspaces.helpers"),
        (INSIDE_APPS, "voice.agents.utils"),
        (DOORS, "compat.acme"),
        (INSIDE_DOORS, "compat.stella.helpers"),
    ],
)
def test_a_module_without_a_layer_is_refused(
    name: str, module: str, imports: grimp.ImportGraph
) -> None:
    graph = copy.deepcopy(imports)

    graph.add_module(module)

    assert not is_kept(name, graph)


def test_every_package_is_in_a_layer() -> None:
    packages = {path.parent.name for path in [*ROOT.glob("*/__init__.py")]}
    packages |= {path.parent.name for path in ROOT.glob("platform/*/__init__.py")}
    floors = {name for layer in OPTIONS[FLOORS]["layers"] for name in layer.split(" | ")}

    assert packages - {"benchmarks"} == set(ROOT_PACKAGES) == floors


def test_every_app_and_room_is_ordered_inside() -> None:
    kernel = {"config", "compat", "core", "operations"}
    folders = {path.parent for app in ROOT_PACKAGES for path in ROOT.glob(f"{app}/*.py")}
    folders |= {path.parent for path in ROOT.glob("voice/*/*.py")}
    folders |= {path.parent for path in ROOT.glob("workspaces/*/apps.py")}
    ordered = {".".join(path.relative_to(ROOT).parts) for path in folders}

    assert set(OPTIONS[INSIDE_APPS]["containers"]) == ordered - kernel - {
        "voice",
        "voice.answering",  # one subject, and pure: nothing to order
    }


def test_every_door_is_ordered_inside() -> None:
    doors = {path.parent.name for path in ROOT.glob("platform/compat/*/door.py")}

    assert set(OPTIONS[INSIDE_DOORS]["containers"]) == {f"compat.{door}" for door in doors}


def test_the_engine_loads_neither_django_nor_network() -> None:
    script = (
        "import importlib, pkgutil, sys, voice.answering as engine\n"
        "for each in pkgutil.iter_modules(engine.__path__, 'voice.answering.'):\n"
        "    each.name.endswith('.tests') or importlib.import_module(each.name)\n"
        "print(*sorted({'django', 'structlog', 'psycopg', 'redis', 'httpx', 'httpx2', 'openai',"
        " 'anthropic', 'rest_framework', 'celery'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""
