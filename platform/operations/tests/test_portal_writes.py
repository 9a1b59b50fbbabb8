"""The portal writes through services only, and every change by staff is in the workspace's audit
log.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from core.models import Job
from core.scope import as_table_owner, workspace_scope
from core.staff import ReadOnlyInline, StaffAdmin, Writes, WriteWithoutService
from core.testing import shared
from core.testing.tables import table_sums
from operations.tests.api_world import World
from operations.tests.portal import (
    REASON,
    WHY,
    Portal,
    done_by,
    entries,
    fresh,
    make_portal_world,
    make_staff,
    row_of,
)
from voice.agents.models import Agent
from voice.agents.services import archive_agent
from voice.providers.models import Provider
from widget.models import WidgetConfig
from workspaces.contacts.models import Contact
from workspaces.models import AuditEntry, Membership, Workspace
from workspaces.tests.factories import Person

PAGES: dict[type[Any], Any] = dict(
    sorted(admin.site._registry.items(), key=lambda each: each[0]._meta.label)
)
WRITTEN = {
    User: {"create", "change"},
    Workspace: {"change"},
    Provider: {"create", "change", "delete"},
    Agent: {"change", "delete"},
    WidgetConfig: {"change"},
    Contact: {"change", "delete"},
}
CHANGES = [
    (User, {"full_name": "Somebody Else"}, "STAFF_CHANGED_USER"),
    (Workspace, {"name": "Acme and Sons"}, "WORKSPACE_CHANGED"),
    (Provider, {"timeout_seconds": "7"}, "PROVIDER_CHANGED"),
    (Agent, {"greeting_message": "Welcome!"}, "AGENT_CHANGED"),
    (WidgetConfig, {"greeting_delay": "10"}, "WIDGET_CHANGED"),
    (Contact, {"notes": "Calls on Mondays."}, "CONTACT_CHANGED"),
]
# Managers bypass signals, checks and logs, so only services may call them, never an admin.
MANAGERS = {"save", "delete", "update", "create", "get_or_create", "update_or_create"}
MANAGERS |= {"bulk_create", "bulk_update", "set_password", "save_m2m"}
VERBS = ["save_model", "save_related", "save_formset", "delete_model", "delete_queryset"]
PLATFORM = {Job}  # of no workspace

each_page = pytest.mark.parametrize("model", PAGES, ids=lambda model: model._meta.label)
each_change = pytest.mark.parametrize(
    ("model", "change", "action"), CHANGES, ids=lambda each: getattr(each, "__name__", "")
)


@shared
def staff() -> User:
    return make_staff("root", superuser=True)


@pytest.fixture
def root(staff: User) -> Portal:
    return Portal(staff)


@shared
def world(alice: Person) -> World:
    return make_portal_world(alice)


def permissions(model: type[Any], staff: User) -> set[str]:
    request = RequestFactory().get("/admin/")
    request.user = staff
    page = PAGES[model]
    may = {
        "create": page.has_add_permission(request),
        "change": page.has_change_permission(request),
        "delete": page.has_delete_permission(request),
    }
    return {verb for verb, is_allowed in may.items() if is_allowed}


# -- by construction -------------------------------------------------------------------------------


@each_page
def test_a_superuser_may_do_what_a_service_does(model: type[Any], staff: User) -> None:
    writes = PAGES[model].writes

    named = {verb for verb in ("create", "change", "delete") if getattr(writes, verb) is not None}

    assert permissions(model, staff) == named == WRITTEN.get(model, set())


@each_page
def test_no_page_writes_by_itself(model: type[Any]) -> None:
    page = PAGES[model]

    assert isinstance(page, StaffAdmin)
    assert [verb for verb in VERBS if StaffAdmin in owners(type(page), verb)] == [
        "save_model", "save_related", "delete_model", "delete_queryset"
    ]  # fmt: skip
    assert all(issubclass(inline, ReadOnlyInline) for inline in page.inlines)
    assert not page.list_editable


def owners(page: type[Any], verb: str) -> list[type[Any]]:
    """The class that defines the method."""
    return [each for each in page.__mro__ if verb in vars(each)][:1]


@each_page
def test_djangos_own_way_to_write_is_an_error(model: type[Any]) -> None:
    class Unwritten(StaffAdmin):
        writes = Writes()

    page, row = Unwritten(model, admin.site), model()
    request = RequestFactory().post("/admin/")

    for change in (False, True):
        with pytest.raises(WriteWithoutService):
            page.save_model(request, row, None, change)
    with pytest.raises(WriteWithoutService):
        page.delete_model(request, row)


def test_an_inline_that_would_write_is_an_error() -> None:
    class Changed:
        prefix = "versions"

        def has_changed(self) -> bool:
            return True

    with pytest.raises(WriteWithoutService):
        PAGES[Agent].save_related(RequestFactory().post("/admin/"), None, [Changed()], True)


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if ast.unparse(node.func.value) != "services":
                yield node.func.attr


def test_no_admin_calls_a_writing_manager() -> None:
    folders = [Path(settings.BASE_DIR), Path(settings.BASE_DIR) / "platform"]
    paths = [path for folder in folders for path in folder.glob("*/admin.py")]
    paths += Path(settings.BASE_DIR).glob("*/*/admin.py")
    assert len(set(paths)) >= 11

    found = {
        str(path.relative_to(settings.BASE_DIR)): called
        for path in paths
        if (called := MANAGERS & set(calls(path)))
    }

    assert found == {}


# -- by effect -------------------------------------------------------------------------------------


def test_every_page_with_changes_is_tried() -> None:
    assert {model for model, *_ in CHANGES} == {
        model for model, verbs in WRITTEN.items() if "change" in verbs
    }


@each_change
def test_a_change_is_audited_with_its_actor(
    root: Portal, staff: User, world: World, model: type[Any], change: dict[str, str], action: str
) -> None:
    row, since = row_of(model, world), len(entries(world))
    form = root.form_of(row, **change)

    answer = root.save(row, form)

    assert answer.status_code == 302
    assert {name: str(getattr(fresh(row), name)) for name in change} == change
    assert done_by(staff, world, since) == [action]
    assert set(entries(world)[-1].after) == set(change)


@each_change
def test_saving_without_a_change_writes_nothing(
    root: Portal, world: World, model: type[Any], change: dict[str, str], action: str
) -> None:
    row, since = row_of(model, world), len(entries(world))
    stored = fresh(row).__dict__

    answer = root.save(row, root.form_of(row))

    assert answer.status_code == 302
    after = fresh(row).__dict__
    assert {name for name in stored if name[0] != "_" and stored[name] != after[name]} == set()
    assert len(entries(world)) == since


@pytest.mark.parametrize("model", [Provider, Agent], ids=lambda model: model.__name__)
@pytest.mark.parametrize("way", ["page", "list"])
def test_a_deletion_is_audited(
    root: Portal, staff: User, world: World, model: type[Any], way: str
) -> None:
    row = row_of(model, world)
    if model is Agent:
        with workspace_scope(world.workspace.pk):
            archive_agent(agent=row, now=timezone.now())
    since = len(entries(world))

    if way == "page":
        answer = root.client.post(root.url(model, "delete", row.pk), REASON)
    else:
        form = {"action": "delete_selected", "_selected_action": [row.pk], **REASON}
        answer = root.client.post(root.url(model, "changelist"), form)

    assert answer.status_code == 302
    with as_table_owner():
        assert not model._base_manager.filter(pk=row.pk).exists()
    assert done_by(staff, world, since) == [f"{model.__name__.upper()}_DELETED"]
    assert entries(world)[-1].target == row.public_id
    assert entries(world)[-1].after == REASON
    (logged,) = LogEntry.objects.filter(object_id=str(row.pk), action_flag=DELETION)
    assert WHY in logged.change_message


def test_changes_of_a_user_are_audited_in_each_of_their_workspaces(
    root: Portal, staff: User, world: World, bob: Person
) -> None:
    """`bob` is a member of another workspace than the world's."""
    since = len(entries(world))
    with as_table_owner():
        elsewhere = Membership.everywhere.get(user=bob.user).workspace

    root.save(bob.user, root.form_of(bob.user, full_name="Robert"))

    assert len(entries(world)) == since
    with workspace_scope(elsewhere.pk):
        entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.target) == ("STAFF_CHANGED_USER", bob.user.public_id)
    assert (entry.after, entry.actor) == ({"full_name": "Robert"}, staff.public_id)


def test_the_changes_of_every_action_are_audited(root: Portal, staff: User, world: World) -> None:
    """Each runs alone: its changes are rolled back before the next."""
    tried, silent = [], []
    for model, page in PAGES.items():
        for action in page.actions or []:
            if action == "delete_selected" and page.writes.delete is None:
                continue
            row, since = row_of(model, world), len(entries(world))
            with transaction.atomic():
                before = table_sums()
                root.act(action, row)
                after = table_sums()
                changed = {name for name in after if after[name] != before[name]}
                told = done_by(staff, world, since)
                transaction.set_rollback(True)
            changed -= {"django_admin_log", "django_session"}
            tried.append(f"{model.__name__}.{action}")
            if changed and not told and model not in PLATFORM:
                silent.append(f"{model.__name__}.{action}")

    assert {"User.deactivate", "Session.end", "Document.reprocess", "ApiKey.revoke"} <= set(tried)
    assert silent == []
