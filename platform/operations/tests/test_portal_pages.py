"""Every page of the portal opens, shows no secret, and costs the same queries at any size."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import services
from accounts.models import EmailChallenge, RefreshToken, User
from accounts.tests.mailbox import mailed_codes
from core.models import IdempotencyRecord
from core.scope import as_table_owner, workspace_scope
from core.testing import run_jobs, shared
from core.testing.rows import build_row
from operations.tests.api_world import World, make_world
from operations.tests.portal import Portal, make_staff
from voice.agents.models import Agent
from voice.providers.models import Provider
from widget.models import VisitorSession, WidgetConfig
from workspaces import services as workspaces
from workspaces.models import ApiKey, AuditEntry, Invitation
from workspaces.tests.factories import Person, add_member, make_person

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def fill(world: World) -> None:
    """Add the rows that the workspace does not have yet."""
    with workspace_scope(world.workspace.pk):
        build_row(Provider, world.workspace.pk, name="Cloud", api_key="sk-very-secret").save()
        build_row(WidgetConfig, world.workspace.pk, agent=Agent.objects.get()).save()
        workspaces.invite(
            email="dora@example.com", role="MEMBER", by=world.owner.user, now=timezone.now()
        )


@shared
def world(alice: Person) -> World:
    world = make_world(alice, "Acme")
    fill(world)
    services.request_export(user=alice.user, now=timezone.now())
    services.forgot_password(email=alice.user.email, by="code", now=timezone.now())
    services.forgot_password(email=alice.user.email, by="link", now=timezone.now())
    alice.api.post("/api/v1/workspaces", {"name": "Second"}, Idempotency_Key="a-key-of-mine")
    run_jobs()
    return world


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def queries_of_few(world: World, staff: User) -> dict[type[Any], int]:
    """The queries of each list with one world."""
    root = Portal(staff)
    for model in MODELS:
        root.list(model)  # fill the caches
    return {model: queries_of(root, model) for model in MODELS}


@shared
def many(queries_of_few: dict[type[Any], int]) -> list[World]:
    """Three more worlds, created after the queries of one are counted."""
    made = []
    for name in ("erin", "frank", "grace"):
        other = make_world(make_person(name), name.title())
        fill(other)
        services.request_export(user=other.owner.user, now=timezone.now())
        made.append(other)
    run_jobs()
    return made


def rows_of(model: type[Any]) -> list[Any]:
    with as_table_owner():
        return list(model._base_manager.order_by("-pk")[:50])


def hidden_values(world: World) -> dict[str, str]:
    """Every value that no page may show, by kind."""
    with as_table_owner():
        binary = {
            "hash of a key": ApiKey.everywhere.values_list("key_hash", flat=True),
            "seed of a code": EmailChallenge.objects.exclude(code_seed=None).values_list(
                "code_seed", flat=True
            ),
            "link of the audit log": AuditEntry.everywhere.values_list("chain_hash", flat=True),
        }
        found = {
            f"{what} {number} {kind}": text
            for what, values in binary.items()
            for number, value in enumerate(values)
            for kind, text in (
                ("in hex", bytes(value).hex()),
                ("in base 64", base64.b64encode(bytes(value)).decode()),
                ("as bytes", repr(bytes(value))),
            )
        }
        plain = {
            "password hash": User.objects.values_list("password", flat=True),
            "nonce": Invitation.everywhere.values_list("nonce", flat=True),
            "challenge": EmailChallenge.objects.values_list("uuid", flat=True),
            "refresh token": RefreshToken.objects.values_list("jti", flat=True),
            "chat": VisitorSession.everywhere.values_list("key", flat=True),
            "stored answer": IdempotencyRecord.objects.values_list("body", flat=True),
        }
        found |= {
            f"{what} {number}": str(value)
            for what, values in plain.items()
            for number, value in enumerate(values)
            if value
        }
    return found | {
        "API key": world.key,
        "provider's key": "sk-very-secret",
        "code": mailed_codes(world.owner.user.email)[-1],
        "token": "eyJhbGciOi",  # the start of each; a shorter one occurs in random text
        "hasher": "argon2",
    }


def test_no_page_shows_a_secret(world: World, root: Portal) -> None:
    assert mail.outbox
    hidden = hidden_values(world)
    assert len(hidden) > 20
    shown = []

    for model in MODELS:
        answers = [root.list(model), *[root.page(row) for row in rows_of(model)]]
        assert {answer.status_code for answer in answers} == {200}, model._meta.label
        pages = [answer.content.decode() for answer in answers]
        shown += [
            (model._meta.label, what)
            for what, value in hidden.items()
            if any(value in page for page in pages)
        ]

    assert shown == []


def test_the_walk_finds_the_secrets(world: World) -> None:
    seen = {model._meta.label for model in MODELS if rows_of(model)}

    assert {
        "accounts.User",
        "accounts.Session",
        "accounts.DataExport",
        "workspaces.Workspace",
        "workspaces.Invitation",
        "workspaces.ApiKey",
        "workspaces.AuditEntry",
        "workspaces.UsageCounter",
        "providers.Provider",
        "conversations.Conversation",
        "knowledge.Document",
    } <= seen


def queries_of(root: Portal, model: type[Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = root.list(model)
    assert answer.status_code == 200
    return len(captured)


@each_model
def test_a_list_costs_the_same_queries_for_one_and_many(
    root: Portal, queries_of_few: dict[type[Any], int], many: list[World], model: type[Any]
) -> None:
    root.list(model)  # fill the caches

    # A page may check whether there is another one.
    assert queries_of(root, model) <= queries_of_few[model] + 1


def test_a_workspaces_members_are_paged(root: Portal, world: World) -> None:
    root.page(world.workspace)  # fill the caches
    with CaptureQueriesContext(connection) as few:
        root.page(world.workspace)
    for number in range(60):
        add_member(world.workspace, make_person(f"member{number}"), "VIEWER")

    with CaptureQueriesContext(connection) as many:
        page = root.page(world.workspace).content.decode()

    assert len(many) == len(few)
    assert page.count("member") < 60 * 3
    assert "member59@example.com" not in page
    assert "member20@example.com" in page


def test_only_staff_see_the_pages(world: World, alice: Person) -> None:
    customer = Portal(alice.user)

    for model in MODELS:
        answer = customer.list(model)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
