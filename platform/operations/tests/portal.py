"""The staff portal, used like a browser does."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import make_user
from core.scope import as_table_owner


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
        return {name: "" if value is None else value for name, value in (fields | changes).items()}

    def act(self, action: str, *rows: Any) -> Any:
        """Run a list's action on these rows and return to the list."""
        form = {"action": action, "_selected_action": [row.pk for row in rows]}
        return self.client.post(self.url(type(rows[0]), "changelist"), form, follow=True)

    def url(self, model: type[Any], page: str, *arguments: Any) -> str:
        return reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments
        )


def said(answer: Any) -> list[str]:
    """The messages shown to the member of staff."""
    return [str(each) for each in answer.context["messages"]]


def fresh(row: Any) -> Any:
    """Reload from the database."""
    with as_table_owner():
        return type(row)._base_manager.get(pk=row.pk)
