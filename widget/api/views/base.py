"""The base of visitors' routes: access by API key and website instead of by sign-in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from core.access import WorkspaceSuspended
from core.api import ApiViewSet
from core.api.views import ADDRESS_PER_MINUTE
from core.errors import DomainError
from core.http.client import client_network
from core.throttling import count_request, enforce
from widget import queries
from workspaces.errors import ApiKeyInvalid, DomainNotAllowed, ScopeMissing
from workspaces.services import key_scope
from workspaces.services.keys import KeyAccess, granted_key_scope

OPEN_BY_SESSION = "open_workspace_by_session"
LAST_EVENT_ID = OpenApiParameter("Last-Event-ID", str, OpenApiParameter.HEADER)


class WidgetViewSet(ApiViewSet):
    """A view for visitors: one transaction in the workspace of `X-API-Key`.

    scopes: action → required key scope. An action without an entry is refused.
    """

    authentication_classes = []
    access_errors = (ApiKeyInvalid, DomainNotAllowed, WorkspaceSuspended, ScopeMissing)
    atomic = True
    per_visitor_and_minute: ClassVar[dict[str, int]] = {}
    scopes: ClassVar[dict[str, str]] = {}
    access: KeyAccess

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.public = frozenset(cls.scopes)  # no sign-in is needed: the key grants access
        super().__init_subclass__(**kwargs)

    def credential(self) -> str | None:
        return "api_key"

    def enter(self, request: Request) -> None:
        try:
            self.access = self._stack.enter_context(self.opened(request))
        except DomainError:
            self._limit(f"address:{client_network(request)}", ADDRESS_PER_MINUTE)
            raise
        # before the workspace's limit, which it protects
        if self.action in self.per_visitor_and_minute:
            allowed = self.per_visitor_and_minute[self.action]
            bucket = f"visitor:{type(self).__name__}.{self.action}:{client_network(request)}"
            enforce(count_request(bucket, per_minute=allowed))
        self._limit(f"workspace:{self.access.workspace_id}", self.access.requests_per_minute)
        if self.scopes.get(self.action) not in self.access.scopes:
            raise ScopeMissing

    def opened(self, request: Request) -> AbstractContextManager[KeyAccess]:
        """The scope of the workspace of the request's key."""
        return key_scope(
            text=request.headers.get("X-API-Key", ""),
            origin=request.headers.get("Origin"),
            now=timezone.now(),
        )


def granted_session_scope(request: Request) -> AbstractContextManager[KeyAccess]:
    """The scope of the workspace of the key that started the session in the body.

    Raises ApiKeyInvalid if the session is not the legacy embed's, or its key is closed.
    """
    body: Any = request.data
    named = body.get("session_id")
    is_key = isinstance(named, str) and queries.SESSION_KEY.fullmatch(named)
    return granted_key_scope(
        OPEN_BY_SESSION,
        named if is_key else "",
        origin=request.headers.get("Origin"),
        now=timezone.now(),
    )
