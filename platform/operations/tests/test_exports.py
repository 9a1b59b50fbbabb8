"""A user's export: everything that is theirs in one archive, by a mailed link, without secrets."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import services
from accounts.errors import LinkInvalid
from accounts.models import DataExport, EmailChallenge, RefreshToken, User
from accounts.services import exports
from accounts.tests.factories import token_of
from accounts.tokens import link_token
from core.jobs import worker
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, run_concurrently, run_jobs, shared
from core.testing.rows import build_row
from knowledge.models import Document, EmbeddingIndex
from operations.tests.api_world import World, make_world
from scheduling.models import (
    Appointment,
    AppointmentNotice,
    BusyTime,
    Calendar,
    Hold,
    HostSession,
    SessionLink,
)
from voice.agents.models import Agent
from voice.conversations.models import BookingDialogue, ConversationSettings
from voice.providers.models import Provider
from widget.models import WidgetConfig
from workspaces import services as workspaces
from workspaces.models import ApiKey, Invitation
from workspaces.tests.factories import Person, add_member

NOW = timezone.now()
HELD = {
    "allowed_ips",
    *("members", "invitations", "api_keys", "usage", "audit_log", "calendars", "collections"),
    *("qa_entries", "embedding_indexes", "crawls"),
    *("calendar_connections", "outside_events", "calendar_feeds", "host_sessions", "session_links"),
    *("hosts", "busy_times", "appointments", "appointment_notices", "holds"),
    *("documents", "providers", "agents", "agent_versions", "conversations", "messages"),
    "booking_dialogues",
    *("agent_tests", "agent_test_runs"),
    *("contacts", "contact_consents", "contact_merges", "contact_suggestions"),
    *("feedback", "escalations", "widget_events"),
    *("widgets", "chat_sessions", "unanswered_questions"),
}


@shared
def world(alice: Person) -> World:
    """Alice's workspace with everything in it, including a provider with a key and an
    invitation.
    """
    world = make_world(alice, "Acme")
    with workspace_scope(world.workspace.pk):
        Provider.objects.create(
            workspace=world.workspace,
            name="Cloud",
            base_url="https://llm.example",
            model="m",
            api_key="sk-very-secret",
        )
        workspaces.invite(email="dora@example.com", role="MEMBER", by=alice.user, now=NOW)
        build_row(EmbeddingIndex, world.workspace.pk, api_key="sk-of-vectors").save()
        build_row(Calendar, world.workspace.pk, name="Chair").save()
        for model in (BusyTime, Appointment, AppointmentNotice, Hold):
            build_row(model, world.workspace.pk).save()
        agent = Agent.objects.get()
        for model in (WidgetConfig, BookingDialogue):
            build_row(model, world.workspace.pk, agent=agent).save()
        kept = {"retention_days": 90, "coordinator": agent}
        build_row(ConversationSettings, world.workspace.pk, **kept).save()
    run_jobs()
    services.forgot_password(email=alice.user.email, by="code", now=NOW)
    run_jobs("mail")
    return world


def ready_export(user: User) -> DataExport:
    export = services.request_export(user=user, now=timezone.now())
    run_jobs()
    export.refresh_from_db()
    return export


def contents(export: DataExport) -> tuple[Any, dict[str, bytes]]:
    with export.file.open() as file, zipfile.ZipFile(file) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    return json.loads(found.pop("export.json")), found


def mailed_token() -> str:
    (body,) = [str(each.body) for each in mail.outbox if "/auth/exports/" in str(each.body)]
    return re.findall(r"/api/v1/auth/exports/(\S+)", body)[0]


def test_an_export_has_the_user_and_their_workspaces(world: World, alice: Person) -> None:
    document, files = contents(ready_export(alice.user))

    assert document["profile"]["email"] == "alice@example.com"
    assert len(document["sessions"]) == alice.user.sessions.count()
    assert [each["purpose"] for each in document["email_challenges"]] == ["RESET_CODE"]
    assert [each["role"] for each in document["memberships"]] == ["OWNER"]
    assert "dora@example.com" in [each["email"] for each in document["invitations_sent"]]
    (workspace,) = document["workspaces"]
    assert (workspace["id"], workspace["name"]) == (world.workspace.public_id, "Acme")
    lists = {name: rows for name, rows in workspace.items() if isinstance(rows, list)}
    assert [name for name, rows in lists.items() if not rows] == []
    assert set(lists) == HELD
    agent_id = lists["agents"][0]["id"]
    assert workspace["conversation_settings"] == {"retention_days": 90, "coordinator_id": agent_id}
    assert [each["content"] for each in lists["messages"]][0] == "When are you open?"
    (path,) = files
    assert path == workspace["documents"][0]["file"]
    assert files[path] == b"We are open from nine to five."


def test_an_export_has_no_secret(world: World, alice: Person) -> None:
    document, files = contents(ready_export(alice.user))
    text = json.dumps(document)

    with as_table_owner():
        secrets = [
            alice.user.password,
            world.key,
            *[bytes(key.key_hash).hex() for key in ApiKey.everywhere.all()],
            *[str(invitation.nonce) for invitation in Invitation.everywhere.all()],
            *[bytes(each.token_hash).hex() for each in HostSession.everywhere.all()],
            *[bytes(each.token_hash).hex() for each in SessionLink.everywhere.all()],
            *[str(challenge.uuid) for challenge in EmailChallenge.objects.all()],
            "sk-very-secret",
            "sk-of-vectors",
            "argon2",
            "sess_",
            *[str(token.jti) for token in RefreshToken.objects.all()],
        ]
    assert len(secrets) > 8
    assert [secret for secret in secrets if secret in text] == []


def test_an_export_has_nothing_of_other_owners(world: World, bob: Person, alice: Person) -> None:
    add_member(world.workspace, bob, "ADMIN")

    document, files = contents(ready_export(bob.user))

    assert {each["role"] for each in document["memberships"]} == {"ADMIN", "MEMBER"}
    assert (document["workspaces"], files) == ([], {})


def test_the_mailed_link_is_valid_for_a_week(alice: Person, anonymous: Any) -> None:
    export = ready_export(alice.user)
    token = mailed_token()

    name, file = services.open_export(token=token, now=timezone.now())

    with file:
        assert zipfile.ZipFile(file).namelist() == ["export.json"]
    assert re.fullmatch(r"frontdesk-\d{4}-\d\d-\d\d\.zip", name)
    answer = anonymous.get(f"/api/v1/auth/exports/{token}")
    assert answer.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))
    with pytest.raises(LinkInvalid):
        services.open_export(token=token, now=export.expires_at)


def test_an_expired_exports_file_is_deleted(alice: Person) -> None:
    export = ready_export(alice.user)
    stored_as = export.file.name
    job = Job.objects.get(name="accounts.expire_export")
    assert job.due_at >= export.expires_at

    with nothing_changes():
        exports.expire_export(export_id=export.pk, now=export.expires_at - timedelta(seconds=1))
    exports.expire_export(export_id=export.pk, now=export.expires_at)
    exports.expire_export(export_id=export.pk, now=export.expires_at)

    export.refresh_from_db()
    assert (export.state, export.file.name) == ("EXPIRED", "")
    assert not default_storage.exists(stored_as)


@pytest.mark.parametrize("purpose", ["EXPORT", "RESET_LINK"])
def test_no_other_token_downloads_an_export(alice: Person, purpose: str) -> None:
    export = ready_export(alice.user)
    jti = export.uuid if purpose == "RESET_LINK" else alice.user.uuid

    forged = link_token(purpose, jti, NOW + timedelta(days=1))

    for token in (forged, token_of(alice.user), "", "x.y.z"):
        with pytest.raises(LinkInvalid):
            services.open_export(token=token, now=timezone.now())


def test_a_second_request_returns_the_running_export(alice: Person) -> None:
    export = services.request_export(user=alice.user, now=NOW)

    with nothing_changes():
        assert services.request_export(user=alice.user, now=NOW) == export

    run_jobs()
    assert services.request_export(user=alice.user, now=NOW) != export


@pytest.mark.django_db(transaction=True)
def test_concurrent_requests_build_one_export(alice: Person) -> None:
    asked = run_concurrently(20, lambda _: services.request_export(user=alice.user, now=NOW).pk)

    assert len(set(asked)) == 1
    assert Job.objects.filter(name="accounts.build_export").count() == 1
    run_jobs()
    assert DataExport.objects.get().state == "READY"


def test_building_twice_makes_one_archive_and_one_mail(alice: Person) -> None:
    export = services.request_export(user=alice.user, now=NOW)

    exports.build_export(export_id=export.pk, now=timezone.now())
    with nothing_changes():
        exports.build_export(export_id=export.pk, now=timezone.now())

    assert len(default_storage.listdir("exports")[1]) >= 1
    assert Job.objects.filter(name="accounts.send_export_ready").count() == 1


def test_a_failing_export_is_marked(alice: Person, monkeypatch: Any) -> None:
    def broken(**_: Any) -> None:
        raise ValueError("secret detail")

    export = services.request_export(user=alice.user, now=NOW)
    monkeypatch.setattr(exports, "write_archive", broken)

    with pytest.raises(ValueError, match="secret detail"):
        worker.run(Job.objects.get(name="accounts.build_export").pk)

    export.refresh_from_db()
    assert export.state == "FAILED"
    assert export.error == "The archive could not be built. Please ask for it again."
    assert services.request_export(user=alice.user, now=NOW) != export


def test_documents_are_exported_under_safe_names(world: World, alice: Person) -> None:
    with workspace_scope(world.workspace.pk):
        Document.objects.update(file_name="../../etc/passwd.txt", title="../up")

    _, files = contents(ready_export(alice.user))

    assert [name for name in files if ".." in name or name.startswith("/")] == []
