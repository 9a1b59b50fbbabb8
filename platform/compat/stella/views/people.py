"""Users over the stella contract."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as accounts
from accounts.errors import AddressTaken, BadCredentials
from accounts.queries import user_by_email
from compat.stella.bodies import RequiredJson, required_json
from compat.stella.errors import PasswordIncorrect, UserExists, UserNotFound
from compat.stella.serializers import CredentialsIn, SignInIn, UserIn, UserOut
from core.api import ApiViewSet, read
from core.http.client import device_of
from core.scope import granted_scope
from workspaces import queries


class PingViewSet(ApiViewSet):
    public = frozenset({"ping"})
    authentication_classes = ()  # monitoring may send a token that has expired

    def enter(self, request: Request) -> None:
        """Monitoring asks often."""

    def ping(self, request: Request) -> Response:
        return Response({"msg": "pong"})


class AuthViewSet(ApiViewSet):
    """This contract's fixed messages reveal whether an address is registered."""

    public = frozenset({"register", "login"})
    without_idempotency = frozenset({"login"})
    per_minute = {"register": 20, "login": 20}
    parser_classes = (RequiredJson,)

    def register(self, request: Request) -> Response:
        data = read(CredentialsIn, required_json(request, "email", "password"))
        try:
            user = accounts.register(**data, full_name="", now=timezone.now())
        except AddressTaken as error:
            raise UserExists from error
        return Response({"msg": "User created successfully", "email": user.email})

    def login(self, request: Request) -> Response:
        data = read(SignInIn, required_json(request, "email", "password"))
        try:
            signed_in = accounts.sign_in(**data, **device_of(request), now=timezone.now())
        except BadCredentials as error:
            user = user_by_email(data["email"])
            is_known = user is not None and user.closed_at is None
            raise (PasswordIncorrect if is_known else UserNotFound) from error
        return Response({"access_token": signed_in.access_token})


class UserViewSet(ApiViewSet):
    """The caller's user."""

    parser_classes = (RequiredJson,)
    per_minute = {"update": 20}  # it reveals which addresses are taken

    def retrieve(self, request: Request) -> Response:
        default = queries.default_workspace_of(self.user)
        with granted_scope(queries.OPEN_WORKSPACES_OF_USER, self.user.pk):
            found = list(queries.workspaces_of(self.user).order_by("created_at", "pk"))
        context = {"workspaces": found, "default": default and default.workspace}
        return Response({"user": UserOut(self.user, context=context).data})

    def update(self, request: Request) -> Response:
        email = read(UserIn, required_json(request)).get("email", self.user.email)
        if email != self.user.email:
            try:
                accounts.set_email(user=self.user, email=email, now=timezone.now())
            except AddressTaken as error:
                raise UserExists from error
        return Response({"msg": "User updated"})
