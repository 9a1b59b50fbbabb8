"""Reads about workspaces. They need a scope."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from core.scope import current_workspace_id
from workspaces.models import Membership, Workspace

# SQL functions (0003_scope_functions) that let somebody into a scope; see `core.scope.opened_by`.
OF_USER = "open_workspaces_of_user"
BY_KEY = "open_workspace_by_key"

_counted: dict[str, type[Model]] = {}


def count_in_workspaces(name: str, model: type[Model]) -> None:
    """Have a tenant table of an app above counted in workspaces' figures as `name`.

    Called by that app's `AppConfig.ready`, since nothing here may import it.
    """
    _counted[name] = model


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """The workspaces in scope with `role`, `agent_count` and `document_count`, in one query."""
    role = Membership.objects.filter(workspace=OuterRef("pk"), user=user).values("role")
    return Workspace.objects.annotate(
        role=Subquery(role),
        agent_count=_count("agents"),
        document_count=_count("documents"),
    )


def workspace_in_scope() -> Workspace:
    return Workspace.objects.get(pk=current_workspace_id())


def workspace_with_figures() -> Any:
    """The workspace in scope with `stats`: how much it holds of what, in one query."""
    figures = {f"total_{name}": _count(name) for name in _counted}
    workspace: Any = Workspace.objects.annotate(**figures).get(pk=current_workspace_id())
    workspace.stats = {name: getattr(workspace, name) for name in figures}
    return workspace


def owner_in_scope() -> User:
    """Who owns the workspace in scope."""
    return Membership.objects.select_related("user").get(role=Membership.Role.OWNER).user


def _count(name: str) -> Coalesce:
    rows: Any = _counted[name]._default_manager.filter(workspace=OuterRef("pk"))
    counted = rows.order_by().values("workspace").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())
