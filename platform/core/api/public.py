"""The base of views for anybody who was given an id: the row in the URL opens its workspace."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request

from core import ids
from core.access import WorkspaceSuspended
from core.api.views import ADDRESS_PER_MINUTE, ApiViewSet
from core.errors import NotFound
from core.http.client import client_network
from core.scope import granted_scope


class PublicViewSet(ApiViewSet):
    """A view without sign-in, in the workspace of a row in the URL.

    scope_function: the SQL function that grants the scope for the row's UUID; its rows have
        `is_suspended`. noun, id_prefix: the URL calls the row's id `<noun>_id`.
    """

    access_errors = (NotFound, WorkspaceSuspended)
    authentication_classes = []
    atomic = True
    scope_function: ClassVar[str]
    noun: ClassVar[str]
    id_prefix: ClassVar[str]

    def enter(self, request: Request) -> None:
        self._limit(f"address:{client_network(request)}", ADDRESS_PER_MINUTE)
        if self.action in self.per_minute:
            bucket = f"{type(self).__name__}.{self.action}:{client_network(request)}"
            self._limit(bucket, self.per_minute[self.action])
        wanted = ids.decode(self.id_prefix, self.kwargs[f"{self.noun}_id"])
        granted = self._stack.enter_context(granted_scope(self.scope_function, wanted))
        if not granted:
            raise NotFound
        if granted[0].row["is_suspended"]:
            raise WorkspaceSuspended
