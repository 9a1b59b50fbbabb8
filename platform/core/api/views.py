"""Base classes of all REST views: authentication, limits, idempotency and access.

They are sealed: subclasses cannot override these.
"""

from __future__ import annotations

import uuid
from contextlib import ExitStack, suppress
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from core import ids
from core.access import Access, AddressNotAllowed, WorkspaceSuspended
from core.actor import Actor, acting_as
from core.api import idempotency
from core.api.conditional import ConditionalViewSet
from core.api.reading import refuse_fields
from core.db.connections import release_connection
from core.errors import DomainError, NotFound
from core.http.client import client_address, client_network
from core.http.event_streams import headers_only
from core.scope import granted_scope
from core.throttling import count_request, enforce
from core.wire.answers import JSON, DialectRenderer

USER_PER_MINUTE = 120
ADDRESS_PER_MINUTE = 60


Errors = tuple[type[DomainError], ...]


class NotAuthenticated(DomainError):
    code, kind, message = "NOT_AUTHENTICATED", "unauthenticated", "Sign in to do this."


class Forbidden(DomainError):
    code, kind, message = "FORBIDDEN", "denied", "Your role does not allow this."


class _Replay(Exception):
    """Leaves the view with the stored response of an earlier identical request."""

    def __init__(self, response: Response) -> None:
        self.response = response


class _RollBack(Exception):
    """Leaves the view's transaction after an error, to roll it back."""


class ApiViewSet(ConditionalViewSet):
    """A view outside of any workspace: sign-in, the caller's own objects, catalogs.

    public: actions without sign-in; all others require it.
    credential_optional: actions that also work without the credential.
    per_minute: tighter limits of single actions, by address.
    atomic: whether the whole request is one transaction, rolled back by any error.
    without_idempotency: actions that handle `Idempotency-Key` themselves, or that return tokens for
        credentials, which are checked each time.
    without_body: actions that take no body; one with fields is refused.
    In the OpenAPI document (described.py):
    tag: its section. resource: what a row is called, in the singular. is_single: True if there is
        one of it. named: ids and summaries of actions that do not follow from these.
    raises: errors of actions, besides `access_errors`, which any action raises that is not public.
    """

    public: ClassVar[frozenset[str]] = frozenset()
    credential_optional: ClassVar[frozenset[str]] = frozenset()
    per_minute: ClassVar[dict[str, int]] = {}
    atomic: ClassVar[bool] = False
    without_idempotency: ClassVar[frozenset[str]] = frozenset()
    without_body: ClassVar[frozenset[str]] = frozenset()
    tag: ClassVar[str] = ""
    resource: ClassVar[str] = ""
    is_single: ClassVar[bool] = False
    named: ClassVar[dict[str, tuple[str, str]]] = {}
    raises: ClassVar[dict[str, Errors]] = {}
    access_errors: ClassVar[Errors] = (NotAuthenticated,)
    sealed: ClassVar[tuple[str, ...]] = (
        "dispatch",
        "initial",
        "get_permissions",
        "check_throttles",
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__ == __name__:
            return
        broken = [
            name
            for name in ApiViewSet.sealed
            if getattr(cls, name) is not getattr(ApiViewSet, name)
        ]
        if broken:
            raise TypeError(
                f"{cls.__name__} may not define {broken}: access is decided in the base"
            )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self._claim: idempotency.Claim | None = None
        self._has_left = False
        with suppress(_RollBack), ExitStack() as self._stack:
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                raise _RollBack
        is_undone = self.atomic and not self._has_left
        if self._claim is not None and response.status_code >= 400 and not is_undone:
            self._claim.forget()
        if response.streaming:
            release_connection()  # or every open stream would hold one until its end
        return headers_only(response) if request.method == "HEAD" else response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = (
            DialectRenderer(),
            JSON,
        )
        if request.method == "OPTIONS":
            return
        if (request.method or "").lower() not in self.action_map:
            raise MethodNotAllowed(request.method or "")
        self.perform_authentication(request)
        if self.action not in self.public and not request.user.is_authenticated:
            self._limit(f"address:{client_network(request)}", ADDRESS_PER_MINUTE)
            raise NotAuthenticated
        self._stack.enter_context(acting_as(self._actor()))
        self.enter(request)
        if self.action in self.without_body:
            refuse_fields(request)
        if self.is_conditional(request):
            if not self.atomic:
                self._stack.enter_context(transaction.atomic())
            self.check_conditions(request)
        self._claim_idempotency_key(request)

    def options(self, request: HttpRequest, *args: object, **kwargs: object) -> Response:
        """`Allow`, which is in every answer, and no more; to anybody, since it is the same for
        every id.
        """
        return Response(status=204)

    @property
    def user(self) -> Any:
        """The signed-in user; may be anonymous in public actions."""
        return self.request.user

    def _actor(self) -> Actor:
        address = client_address(self.request)
        if not self.user.is_authenticated:
            return Actor("anonymous", address=address)
        return Actor(
            name=self.user.public_id,
            email=self.user.email,
            address=address,
            impersonator=getattr(self.request.auth, "impersonator_email", ""),
        )

    def credential(self) -> str | None:
        """The action's credential, as named in the OpenAPI document; None for none."""
        return None if self.action in self.public else "bearer"

    def enter(self, request: Request) -> None:
        """Check access and count the request; subclasses with other credentials override this."""
        if request.user.is_authenticated:
            self._limit(f"user:{request.user.pk}", USER_PER_MINUTE)
        else:
            self._limit(f"address:{client_network(request)}", ADDRESS_PER_MINUTE)
        if self.action in self.per_minute:
            bucket = f"{type(self).__name__}.{self.action}:{client_network(request)}"
            self._limit(bucket, self.per_minute[self.action])

    def leave(self) -> None:
        """Commit and leave the transaction, before the action waits for something slow.

        The actor stays known.
        """
        self._stack.close()
        self._has_left = True
        self._stack.enter_context(acting_as(self._actor()))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, Response) and answer.status_code == 200:
            self.add_etag(request, answer)
        if self._claim is not None and isinstance(answer, Response) and answer.status_code < 400:
            self._claim.complete(answer)
        return answer

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, _Replay):
            return exc.response
        return super().handle_exception(exc)

    def _limit(self, bucket: str, per_minute: int) -> None:
        allowance = count_request(bucket, per_minute=per_minute)
        self.request._request.allowance = allowance  # type: ignore[attr-defined]
        enforce(allowance)

    def _claim_idempotency_key(self, request: Request) -> None:
        if request.method != "POST" or self.action in self.without_idempotency:
            return
        outcome = idempotency.claim(request, caller=self._idempotency_caller(), now=timezone.now())
        if isinstance(outcome, Response):
            raise _Replay(outcome)
        self._claim = outcome

    def _idempotency_caller(self) -> str:
        """The caller whose idempotency keys are separate from others'."""
        if self.user.is_authenticated:
            return f"user:{self.user.pk}"
        return f"address:{client_network(self.request)}"


class WorkspaceViewSet(ApiViewSet):
    """A view inside the workspace of the URL: one transaction, one tenant, one ability.

    needs: action → ability. An action without an entry is refused to everyone.
    scope_function: the SQL function that grants a member the scope.
    """

    needs: ClassVar[dict[str, str]] = {}
    scope_function: ClassVar[str] = "open_workspace"
    access_errors = (NotAuthenticated, Forbidden, NotFound, WorkspaceSuspended, AddressNotAllowed)
    atomic = True
    access: Access

    def enter(self, request: Request) -> None:
        wanted = self.requested_workspace()
        rows = self._stack.enter_context(
            granted_scope(self.scope_function, request.user.pk, wanted)
        )
        if not rows:
            self._limit(f"user:{request.user.pk}", USER_PER_MINUTE)
            raise self.non_member_error(wanted)
        self.access = Access.from_row(
            rows[0].row, user_id=self.user.pk, address=client_address(request)
        )
        self._limit(f"workspace:{self.access.workspace_id}", self.access.requests_per_minute)
        if self.needs.get(self.action) not in self.access.abilities:
            raise self.forbidden_error()

    def _idempotency_caller(self) -> str:
        """Includes the workspace: if a header names it, the path is the same for all."""
        return f"{super()._idempotency_caller()} in {self.access.workspace_id}"

    def requested_workspace(self) -> uuid.UUID | None:
        """The requested workspace. Raises NotFound for a malformed id."""
        value = ids.decode("ws", self.kwargs["workspace_id"])
        if value is None:
            raise NotFound
        return value

    def non_member_error(self, wanted: uuid.UUID | None) -> DomainError:
        """The error for non-members; the same as for an unknown workspace."""
        return NotFound()

    def forbidden_error(self) -> DomainError:
        """The error for members whose role does not allow the action."""
        return Forbidden()


class DefaultWorkspaceViewSet(WorkspaceViewSet):
    """A view of a door whose paths name no workspace.

    It acts in the one in `X-Workspace-Id` (a `ws_…` id or a UUID), else in the caller's default
    workspace.
    """

    scope_function = "open_default_workspace"

    def requested_workspace(self) -> uuid.UUID | None:
        try:
            return workspace_from_header(self.request)
        except NotFound as error:  # a malformed id is treated as an unknown one
            raise self.non_member_error(None) from error


def workspace_from_header(request: Request) -> uuid.UUID | None:
    """The workspace in `X-Workspace-Id`; None without it. Raises NotFound for a malformed id."""
    named = request.headers.get("X-Workspace-Id", "").strip()
    if not named:
        return None
    value = ids.decode("ws", named) or ids.parse_uuid(named)
    if value is None:
        raise NotFound
    return value
