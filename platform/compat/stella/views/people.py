"""People and workspaces over the stella contract."""

from __future__ import annotations

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as accounts
from accounts.errors import AddressTaken, BadCredentials
from accounts.queries import user_by_email
from compat.stella.bodies import OptionalJson, RequiredJson, required
from compat.stella.errors import (
    NoAccessToWorkspace,
    NotTheOwner,
    PasswordIncorrect,
    UserExists,
    UserNotFound,
    WorkspaceNotFound,
)
from compat.stella.serializers import (
    UNTITLED,
    CredentialsIn,
    NameIn,
    OptionalNameIn,
    SignInIn,
    UserIn,
    UserOut,
    WorkspaceOut,
)
from core import ids
from core.api import ApiViewSet, WorkspaceViewSet, read
from core.errors import DomainError
from core.http.client import device_of
from core.scope import opened_by
from workspaces import queries
from workspaces import services as workspaces


class PingViewSet(ApiViewSet):
    public = frozenset({"ping"})

    def enter(self, request: Request) -> None:
        """Whoever watches the platform asks often."""

    def ping(self, request: Request) -> Response:
        return Response({"msg": "pong"})


class AuthViewSet(ApiViewSet):
    """The one contract whose fixed messages say whether an address is registered."""

    public = frozenset({"register", "login"})
    repeats_itself = frozenset({"login"})
    per_minute = {"register": 20, "login": 20}
    parser_classes = (RequiredJson,)

    def register(self, request: Request) -> Response:
        wish = read(CredentialsIn, required(request, "email", "password"))
        try:
            user = accounts.register(**wish, full_name="", now=timezone.now())
        except AddressTaken as error:
            raise UserExists from error
        return Response({"msg": "User created successfully", "email": user.email})

    def login(self, request: Request) -> Response:
        wish = read(SignInIn, required(request, "email", "password"))
        try:
            signed_in = accounts.sign_in(**wish, **device_of(request), now=timezone.now())
        except BadCredentials as error:
            is_known = user_by_email(wish["email"]) is not None
            raise (PasswordIncorrect if is_known else UserNotFound) from error
        return Response({"access_token": signed_in.access_token})


class UserViewSet(ApiViewSet):
    """The caller."""

    parser_classes = (RequiredJson,)
    per_minute = {"update": 20}  # it says which addresses are taken

    def retrieve(self, request: Request) -> Response:
        home = queries.home_workspace_of(self.user)
        with opened_by(queries.OF_USER, self.user.pk):
            found = list(queries.workspaces_of(self.user).order_by("created_at", "pk"))
        context = {"workspaces": found, "home": None if home is None else home[0]}
        return Response({"user": UserOut(self.user, context=context).data})

    def update(self, request: Request) -> Response:
        email = read(UserIn, required(request)).get("email", self.user.email)
        if email != self.user.email:
            try:
                accounts.set_email(user=self.user, email=email, now=timezone.now())
            except AddressTaken as error:
                raise UserExists from error
        return Response({"msg": "User updated"})


class WorkspacesViewSet(ApiViewSet):
    """The caller's workspaces, all of them: the contract knows no pages."""

    parser_classes = (OptionalJson,)

    def list(self, request: Request) -> Response:
        with opened_by(queries.OF_USER, self.user.pk):
            found = queries.workspaces_of(self.user).order_by("created_at", "pk")
            context = {"owners": queries.owners_in_scope()}
            shown = WorkspaceOut(found, many=True, context=context).data
        return Response({"workspaces": shown})

    def create(self, request: Request) -> Response:
        name = read(OptionalNameIn, request.data).get("name") or UNTITLED
        workspace = workspaces.create_workspace(owner=self.user, name=name, now=timezone.now())
        shown = WorkspaceOut(workspace, context={"owners": {workspace.pk: self.user}}).data
        return Response({"msg": "Workspace created", "workspace": shown})


class WorkspaceDetailViewSet(WorkspaceViewSet):
    """One workspace. A foreign one is told from one that does not exist, as documented."""

    needs = {
        "retrieve": "workspace.view",
        "destroy": "workspace.delete",
        "rename": "workspace.change_as_owner",
    }
    parser_classes = (RequiredJson,)

    def retrieve(self, request: Request, workspace_id: str) -> Response:
        context = {"owners": queries.owners_in_scope()}
        shown = WorkspaceOut(queries.workspace_in_scope(), context=context).data
        return Response({"workspace": shown})

    def destroy(self, request: Request, workspace_id: str) -> Response:
        workspaces.delete_workspace(workspace=queries.workspace_in_scope(), now=timezone.now())
        return Response({"msg": "Workspace deleted"})

    def rename(self, request: Request, workspace_id: str) -> Response:
        name = read(NameIn, required(request, "name"))["name"]
        workspaces.change_workspace(
            workspace=queries.workspace_in_scope(), name=name, now=timezone.now()
        )
        return Response({"msg": "Workspace renamed"})

    def wanted_workspace(self) -> uuid.UUID:
        value = ids.decode("ws", self.kwargs["workspace_id"])
        if value is None:
            raise WorkspaceNotFound
        return value

    def stranger_refusal(self, wanted: uuid.UUID | None) -> DomainError:
        exists = wanted is not None and queries.workspace_exists(wanted)
        return self.role_refusal() if exists else WorkspaceNotFound()

    def role_refusal(self) -> DomainError:
        return NotTheOwner() if self.action == "rename" else NoAccessToWorkspace()
