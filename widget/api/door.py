"""How the widget's routes let somebody in: by API key and website instead of by sign-in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.request import Request

from core.api import ApiViewSet
from core.api.views import ADDRESS_PER_MINUTE
from core.errors import DomainError
from core.http.client import client_network
from core.throttling import count_request, enforce
from workspaces.errors import ScopeMissing
from workspaces.services import key_scope
from workspaces.services.keys import KeyAccess


class WidgetViewSet(ApiViewSet):
    """A view for visitors: one transaction in the workspace that `X-API-Key` names.

    scopes: action → what the key must be good for. An action that is not in it is refused.
    """

    authentication_classes = []
    security_scheme = "api_key"
    atomic = True
    per_visitor_and_minute: ClassVar[dict[str, int]] = {}
    scopes: ClassVar[dict[str, str]] = {}
    access: KeyAccess

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.public = frozenset(cls.scopes)  # nobody needs to be signed in: the key lets in
        super().__init_subclass__(**kwargs)

    def enter(self, request: Request) -> None:
        try:
            self.access = self._stack.enter_context(self.opened(request))
        except DomainError:
            self._limit(f"address:{client_network(request)}", ADDRESS_PER_MINUTE)
            raise
        if self.action in self.per_visitor_and_minute:  # before the workspace's, which it protects
            allowed = self.per_visitor_and_minute[self.action]
            bucket = f"visitor:{type(self).__name__}.{self.action}:{client_network(request)}"
            enforce(count_request(bucket, per_minute=allowed))
        self._limit(f"workspace:{self.access.workspace_id}", self.access.requests_per_minute)
        if self.scopes.get(self.action) not in self.access.scopes:
            raise ScopeMissing

    def opened(self, request: Request) -> AbstractContextManager[KeyAccess]:
        """The scope of the workspace whose key the request shows."""
        return key_scope(
            text=request.headers.get("X-API-Key", ""),
            origin=request.headers.get("Origin"),
            now=timezone.now(),
        )
