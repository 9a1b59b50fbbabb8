"""How staff find rows in the portal, and that dangerous actions are confirmed with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.utils import timezone

from accounts.models import Session, User
from core.models import WorkspaceOwned
from core.scope import as_table_owner, workspace_scope
from core.testing import nothing_changes, shared
from operations.tests.api_world import World
from operations.tests.portal import (
    REASON,
    WHY,
    Portal,
    entries,
    entries_about,
    fresh,
    make_portal_world,
    make_staff,
    messages,
    row_of,
)
from voice.agents.models import Agent
from voice.conversations.models import Conversation
from voice.providers.models import Provider
from workspaces.models import ApiKey, Invitation, Workspace
from workspaces.tests.factories import Person

OWNED = [model for model in admin.site._registry if issubclass(model, WorkspaceOwned)]


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def world(alice: Person) -> World:
    world = make_portal_world(alice)
    with workspace_scope(world.workspace.pk):
        Conversation.objects.update(visitor_email="grace@example.com")
    return world


def found(root: Portal, model: type[Any], **query: Any) -> list[Any]:
    answer = root.list(model, **query)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


# -- finding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Workspace, User, Agent, Conversation, ApiKey, Provider])
def test_a_public_id_finds_its_row(root: Portal, world: World, model: type[Any]) -> None:
    row = row_of(model, world)

    assert found(root, model, q=f" {row.public_id} ") == [row]
    assert found(root, model, q=f"{row.public_id[:-1]}!") == []


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_the_workspaces_id_and_its_owners_address_find_its_rows(
    root: Portal, world: World, other_workspace: Workspace, model: type[Any]
) -> None:
    with as_table_owner():
        ours = set(model._base_manager.filter(workspace=world.workspace))
    email = world.owner.user.email

    for query in (world.workspace.public_id, email, email.upper()):
        assert set(found(root, model, q=query)) == ours
    assert set(found(root, model, of=world.workspace.public_id)) == ours
    assert set(found(root, model, of=world.workspace.name.lower())) == ours
    theirs = {row.workspace_id for row in found(root, model, of=other_workspace.public_id)}
    assert theirs <= {other_workspace.pk}


def test_people_are_found_by_their_addresses(root: Portal, world: World) -> None:
    email = world.owner.user.email

    assert found(root, Workspace, q=email) == [world.workspace]
    assert {each.visitor_email for each in found(root, Conversation, q="grace@example.com")} == {
        "grace@example.com"
    }
    assert {each.user_id for each in found(root, Session, q=email)} == {world.owner.user.pk}
    agent = row_of(Agent, world)
    assert {each.agent_id for each in found(root, Conversation, q=agent.public_id)} == {agent.pk}


def test_a_list_is_filtered_by_date(root: Portal, world: World) -> None:
    today = timezone.now().date()

    within = found(root, Agent, created_at_from=today, created_at_to=today)
    assert found(root, Agent, created_at_from="nonsense") == within
    before = found(root, Agent, created_at_to=today - timedelta(days=1))

    assert (within, before) == ([row_of(Agent, world)], [])


def test_a_filter_that_no_row_can_match_is_answered(root: Portal, world: World) -> None:
    assert found(root, Agent, of="ws_\0") == []
    assert found(root, Agent, created_at_from="9999-12-31", created_at_to="9999-12-31") == []


def test_abbreviations_are_spelled_in_capitals() -> None:
    names = {model: model._meta for model in admin.site._registry}

    assert names[ApiKey].verbose_name == "API key"
    assert names[Provider].get_field("base_url").verbose_name == "base URL"
    plurals = {str(meta.verbose_name_plural) for meta in names.values()}
    assert {"API keys", "embedding indexes", "audit entries"} <= plurals
    assert not {name for name in plurals if name.endswith(("ys", "xs"))} - {"API keys"}


def test_the_key_of_a_provider_is_a_visible_field(root: Portal, world: World) -> None:
    page = root.page(row_of(Provider, world)).content.decode()

    field = page[page.index('name="new_key"') - 300 : page.index('name="new_key"') + 600]
    assert 'type="password"' in field
    assert "border" in field
    assert 'autocomplete="new-password"' in field


# -- confirming ------------------------------------------------------------------------------------

DANGEROUS = [
    (Workspace, "suspend"),
    (Workspace, "close"),
    (User, "deactivate"),
    (User, "verify_address"),
    (User, "sign_out"),
    (Session, "end"),
    (ApiKey, "revoke"),
    (Invitation, "cancel"),
    (Provider, "delete_selected"),
]


@pytest.mark.parametrize(("model", "action"), DANGEROUS)
@pytest.mark.parametrize("form", [{"post": "yes"}, {"reason": " "}, {"reason": "no"}])
def test_a_dangerous_action_asks_for_a_reason_first(
    root: Portal, world: World, model: type[Any], action: str, form: dict[str, str]
) -> None:
    row = row_of(model, world)

    with nothing_changes():
        answer = root.act(action, row, **form)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="reason"' in page
    assert f'name="_selected_action" value="{row.pk}"' in page
    assert row.public_id in page


@pytest.mark.parametrize("key", ["abc", "9" * 40, "-1 or 1", ""])
def test_an_action_on_what_is_no_key_is_refused(root: Portal, world: World, key: str) -> None:
    form = {"action": "suspend", "_selected_action": [world.workspace.pk, key], "reason": "as told"}

    with nothing_changes():
        answer = root.client.post(root.url(Workspace, "changelist"), form)

    assert answer.status_code == 400


@pytest.mark.parametrize("model", [Provider, Agent])
def test_a_deletion_asks_for_a_reason_first(root: Portal, world: World, model: type[Any]) -> None:
    row = row_of(model, world)

    with nothing_changes():
        asked = root.client.get(root.url(model, "delete", row.pk))
        answer = root.client.post(root.url(model, "delete", row.pk), {"post": "yes"})

    for page in (asked, answer):
        assert page.status_code == 200
        assert 'name="reason"' in page.content.decode()


def test_the_reason_is_recorded_in_both_logs(root: Portal, world: World) -> None:
    answer = root.act("suspend", world.workspace)

    assert messages(answer) == ["Suspended. Workspaces: 1."]
    assert fresh(world.workspace).suspended_at is not None
    last = entries(world)[-1]
    assert (last.action, last.after["reason"]) == ("WORKSPACE_SUSPENDED", WHY)
    assert entries_about(world.workspace) == [f"Suspended. {WHY}"]


def test_a_reason_does_not_outlive_its_action(root: Portal, world: World) -> None:
    root.act("suspend", world.workspace)

    root.act("resume", world.workspace, **REASON)

    assert "reason" not in entries(world)[-1].after


def test_dates_in_lists_are_short_and_unambiguous(root: Portal, world: World) -> None:
    made = row_of(Agent, world).created_at

    page = root.list(Agent).content.decode()

    assert f"{made.day} {made:%b %Y, %H:%M}" in page
