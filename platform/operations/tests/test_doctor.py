"""`manage.py doctor`: finds what is missing and prints no secrets."""

from __future__ import annotations

import io
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from core.db.roles import conninfo_of
from operations import doctor, environment_checks
from operations.environment_checks import Finding
from voice.conversations.clients import answer_queue as answer_queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_WORKERS_SECONDS", 0.2)


def states() -> dict[str, str]:
    return {finding.subject: finding.state for finding in doctor.run_checks()}


def test_everything_is_well_except_for_workers_not_started() -> None:
    found = states()

    assert [subject for subject, state in found.items() if state == "missing"] == ["Workers"]
    assert {
        *("PostgreSQL", "Application role", "Migrations", "Redis", "Embedding model", "Mail"),
        *("Storage", "Secrets", "OUTBOUND_ALLOW_LOOPBACK"),
    } <= {subject for subject, state in found.items() if state == "ok"}


def test_something_missing_sets_the_exit_code() -> None:
    with pytest.raises(CommandError, match=r"^Missing: Workers\.$") as refusal:
        call_command("doctor", stdout=io.StringIO())

    assert refusal.value.returncode == 1


def test_no_secret_is_printed(settings: LazySettings) -> None:
    output = io.StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=output, no_color=True)

    secrets = [settings.SECRET_KEY, *settings.JWT_KEYS, *settings.FIELD_KEYS]
    assert [secret for secret in secrets if secret in output.getvalue()] == []
    assert connection.settings_dict["PASSWORD"] not in output.getvalue()
    assert settings.REDIS_URL not in output.getvalue()


def test_an_unreachable_database_is_missing_and_hides_what_depends_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "conninfo_of", lambda _: "host=127.0.0.1 port=1 dbname=none")

    found = states()
    assert found["PostgreSQL"] == "missing"
    assert not {"Application role", "Migrations"} & found.keys()


def test_pending_migrations_are_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    assert doctor._migrations() == Finding(
        "Migrations", "missing", "1 pending: run `manage.py migrate`"
    )


def test_a_role_that_may_bypass_row_level_security_is_missing() -> None:
    with psycopg.connect(conninfo_of(connection)) as session:
        session.execute("ALTER ROLE frontdesk_app BYPASSRLS")
        finding = doctor._app_role(session)
        session.rollback()

    assert finding == Finding(
        "Application role", "missing", "frontdesk_app may bypass row-level security"
    )


def test_a_mail_folder_that_cannot_be_written_is_missing(
    settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "file" / "mail"

    assert environment_checks._mail().state == "missing"


def test_a_mail_server_that_does_not_answer_is_missing(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    finding = environment_checks._mail()
    assert (finding.state, finding.detail) == (
        "missing",
        "smtp 127.0.0.1:1: [Errno 111] Connection refused",
    )


def test_the_plan_of_new_workspaces_is_named(settings: LazySettings) -> None:
    settings.DEFAULT_PLAN = "STARTER"

    assert environment_checks._plan().detail == "Starter: 2,000 messages a month"


def test_without_a_worker_the_environment_is_the_commands_own() -> None:
    details = {finding.subject: finding.detail for finding in doctor.run_checks()}

    assert details["Environment"] == "no worker to ask: this command's own follows"


def test_loopback_requests_are_noted(settings: LazySettings) -> None:
    settings.OUTBOUND_ALLOW_LOOPBACK = True

    assert environment_checks._outbound().state == "note"


def test_answer_workers_are_reported() -> None:
    before = {finding.subject: finding.detail for finding in doctor.run_checks()}

    answer_queue.register_worker("one")
    answer_queue.register_worker("other")

    assert before["Answers"] == "made by the web process, beside serving"
    after = {finding.subject: finding.detail for finding in doctor.run_checks()}
    assert after["Answers"] == "2 make them, apart from the web process"
