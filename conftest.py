"""The suite's servers and users.

One PostgreSQL and one Valkey for all test processes, with a database for each; or the servers that
DATABASE_URL and REDIS_URL name.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_save
from django.test import TransactionTestCase
from django.urls import get_resolver
from hypothesis import settings as settings_of_hypothesis
from psycopg import sql
from pytest_django.plugin import blocking_manager_key

from accounts.services import sessions
from accounts.tests.hashing import hash_cheaply
from core.db.roles import ensure_app_role
from core.models import OutboxEvent
from core.redis import redis_client
from core.testing.commits import running_on_commit
from core.testing.events import check_event
from core.testing.middleware import share_middleware
from core.testing.scheduling import PartsScheduling
from core.testing.shared import Layers, commits, wanted_by
from core.testing.tables import create_table_sums, empty_tables
from knowledge.tests.shared_runs import share_pages, share_runs
from operations.embedded.postgres import EmbeddedPostgres
from operations.embedded.valkey import EmbeddedValkey

pytest_plugins = [
    "accounts.tests.fixtures",
    "workspaces.tests.fixtures",
    "knowledge.tests.fixtures",
    "scheduling.tests.fixtures",
    "voice.conversations.tests.fixtures",
    "widget.tests.fixtures",
    "operations.tests.fixtures",
]

# Until tests are collected: nothing goes away before, and to search for it takes a fifth of the
# time.
gc.disable()

# For generated tests: thousands of examples, by `--hypothesis-profile=thorough`.
settings_of_hypothesis.register_profile("thorough")
_URLS = ("FRONTDESK_TEST_DATABASE_URL", "FRONTDESK_TEST_REDIS_URL")
_TEMPLATE = "frontdesk_test_template"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-examples", action="store_true", help="write platform/config/api_examples.json"
    )


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the servers and migrates a template; the others use them."""
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        _start_servers(config)
    worker = config.workerinput["workerid"] if is_worker else "main"
    _use_servers(worker)
    share_middleware()
    TransactionTestCase._fixture_teardown = lambda _: empty_tables()  # type: ignore[method-assign]
    post_save.connect(check_event, sender=OutboxEvent)
    get_resolver().url_patterns  # noqa: B018 (doors register their dialects as they are mounted)
    if not is_worker:
        with config.stash[blocking_manager_key].unblock():
            _make_template()
        gc.enable()


def pytest_collection_finish() -> None:
    """Exempt collected objects from garbage collection, since they stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """What a test that has passed logged is not sent to the process that prints the reports."""
    report: Any = yield
    if report.passed:
        report.sections.clear()
    return report


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PartsScheduling | None:
    return PartsScheduling(config, log) if config.option.dist == "loadscope" else None


def _start_servers(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-test-"))
    servers: list[EmbeddedPostgres | EmbeddedValkey] = []
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if not database_url:
        servers.append(EmbeddedPostgres(folder / "postgres", unsafe_and_fast=True))
    if not redis_url:
        servers.append(EmbeddedValkey(folder / "valkey"))
    for server in servers:  # in this thread: they end with the thread that started them
        server.start()
    urls = {type(server): server.url for server in servers}
    os.environ[_URLS[0]] = database_url or urls[EmbeddedPostgres]
    os.environ[_URLS[1]] = redis_url or urls[EmbeddedValkey]

    def stop() -> None:
        for server in servers:
            if isinstance(server, EmbeddedPostgres):
                server.remove()  # its data may be stored elsewhere, where its own user can reach it
            else:
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(stop)


def _use_servers(worker: str) -> None:
    """Point Django at this process's own database, Redis index and folder."""
    var_dir = Path(tempfile.mkdtemp(prefix=f"frontdesk-test-{worker}-"))
    index = 1 + int(worker.removeprefix("gw")) if worker.startswith("gw") else 0
    database = environ.Env.db_url_config(os.environ[_URLS[0]])
    settings.DATABASES["default"].update(
        {key: database[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    )
    settings.REDIS_URL = f"{os.environ[_URLS[1]].rpartition('/')[0]}/{index}"
    settings.CACHES["default"]["LOCATION"] = settings.CELERY_BROKER_URL = settings.REDIS_URL
    atexit.register(shutil.rmtree, var_dir, ignore_errors=True)
    settings.VAR_DIR = var_dir
    settings.STORAGES["default"]["OPTIONS"]["location"] = var_dir / "storage"
    settings.RATE_LIMIT_FACTOR = 1_000_000.0
    # Shared sessions grow older than a minute; no test is to meet the update that this causes.
    sessions.SEEN_EVERY = timedelta(hours=1)
    settings.ANSWERS_INLINE = True
    hash_cheaply()
    share_runs()
    share_pages()


def _make_template() -> None:
    with _maintenance() as session:
        _recreate(session, _TEMPLATE)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = _TEMPLATE
    ensure_app_role(_address(_TEMPLATE))
    call_command("migrate", verbosity=0)
    create_table_sums()
    connection.close()


def _maintenance() -> psycopg.Connection[Any]:
    return psycopg.connect(_address("postgres"), autocommit=True)


def _address(database: str) -> str:
    return f"{os.environ[_URLS[0]].rpartition('/')[0]}/{database}"


def _recreate(session: psycopg.Connection[Any], name: str, template: str = "template0") -> None:
    session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    session.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """A copy of the migrated template for this process: milliseconds instead of all migrations."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"frontdesk_test_{worker}"
    with _maintenance() as session:
        _recreate(session, name, template=_TEMPLATE)
        session.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO frontdesk_app").format(sql.Identifier(name))
        )
    with django_db_blocker.unblock():
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(scope="session")
def layers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Layers]:
    """The shared rows of this process.

    Tests that commit without `transactional_db` drop them first.
    """
    layers = Layers()
    yield layers
    with django_db_blocker.unblock():
        layers.drop()


@pytest.fixture
def _layers_below(
    request: pytest.FixtureRequest,
    _clean_redis: None,
    layers: Layers,
    django_db_blocker: Any,
) -> None:
    with django_db_blocker.unblock():
        layers.prepare([] if commits(request.node) else wanted_by(request.node))


@pytest.fixture
def _django_db_helper(layers: Layers, _layers_below: None, _django_db_helper: None) -> None:
    """Override pytest-django's fixture: open the test's own transaction above the shared layers."""
    layers.deliver()


@pytest.fixture
def on_commit(db: None) -> Iterator[None]:
    """Run on-commit callbacks, although the test's transaction is never committed."""
    with running_on_commit():
        yield


@pytest.fixture(autouse=True)
def _clean_redis() -> None:
    redis_client().flushdb()
