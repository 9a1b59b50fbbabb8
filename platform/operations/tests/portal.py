"""The staff portal, used like a browser does."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import make_user
from core.scope import as_table_owner, workspace_scope
from operations.tests.api_world import World, make_world
from voice.agents.models import Agent
from widget.models import WidgetConfig
from workspaces.models import AuditEntry
from workspaces.tests.factories import Person

WHY = "Ticket 4711: cannot publish"
REASON = {"reason": WHY}


def make_staff(name: str, *permissions: str, superuser: bool = False) -> User:
    """permissions: such as `accounts.change_user`."""
    user = make_user(name, is_staff=True, is_superuser=superuser)
    for each in permissions:
        app, codename = each.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


class Portal:
    """A member of staff signed in to the portal."""

    def __init__(self, staff: User) -> None:
        self.client = Client(raise_request_exception=True)
        self.client.force_login(staff)

    def list(self, model: type[Any], **query: Any) -> Any:
        return self.client.get(self.url(model, "changelist"), query)

    def page(self, row: Any) -> Any:
        return self.client.get(self.url(type(row), "change", row.pk))

    def save(self, row: Any, form: dict[str, Any]) -> Any:
        return self.client.post(self.url(type(row), "change", row.pk), form)

    def form_of(self, row: Any, **changes: Any) -> dict[str, Any]:
        """What a browser would send from the row's page, with some changes."""
        context = self.page(row).context
        inlines = [each.formset for each in context["inline_admin_formsets"]]
        forms = [context["adminform"].form]
        forms += [form for each in inlines for form in (each.management_form, *each.forms)]
        fields = {field.html_name: field.value() for form in forms for field in form}
        fields |= {
            field.html_initial_name: field.value()
            for form in forms
            for field in form
            if field.field.show_hidden_initial
        }
        return {name: "" if value is None else value for name, value in (fields | changes).items()}

    def act(self, action: str, *rows: Any, **form: Any) -> Any:
        """Run a list's action on these rows, confirmed with a reason, and return to the list."""
        form = {"action": action, "_selected_action": [row.pk for row in rows], **(form or REASON)}
        return self.client.post(self.url(type(rows[0]), "changelist"), form, follow=True)

    def url(self, model: type[Any], page: str, *arguments: Any) -> str:
        return reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments
        )


def messages(answer: Any) -> list[str]:
    """The messages shown to the member of staff."""
    return [str(each) for each in answer.context["messages"]]


def fresh(row: Any) -> Any:
    """Reload from the database."""
    with as_table_owner():
        return type(row)._base_manager.get(pk=row.pk)


def make_portal_world(owner: Person) -> World:
    """A workspace with one of everything that staff can write."""
    world = make_world(owner, "Acme")
    with workspace_scope(world.workspace.pk):
        WidgetConfig.objects.create(
            workspace=world.workspace, agent=Agent.objects.get(), suggested_questions=["Parking?"]
        )
    return world


def row_of(model: type[Any], world: World) -> Any:
    if model is User:
        return world.owner.user
    with as_table_owner():
        return model._base_manager.order_by("pk").first()


def entries(world: World) -> list[AuditEntry]:
    with workspace_scope(world.workspace.pk):
        return list(AuditEntry.objects.order_by("number"))


def done_by(staff: User, world: World, since: int) -> list[str]:
    """Actions in the workspace's audit log after entry `since`, all by the member of staff."""
    newer = entries(world)[since:]
    assert {(each.actor, each.actor_email) for each in newer} <= {(staff.public_id, staff.email)}
    return [each.action for each in newer]


def entries_about(row: Any) -> list[str]:
    """The portal's own history of the row."""
    rows = LogEntry.objects.filter(object_id=str(row.pk)).order_by("pk")
    return [row.change_message for row in rows]
