"""Somebody's registration at each door, and how an address is proven at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from accounts.tests.mailbox import mailed_codes, mailed_tokens
from compat.tests.test_one_domain import ME, SIGN_IN
from core.scope import as_table_owner, workspace_scope
from core.testing import ApiClient
from workspaces.models import Invitation, Workspace
from workspaces.queries import owner_in_scope
from workspaces.services import invitation_token

EMAIL = "victim@example.com"
STRANGERS, OWNERS = "strangers-horse-1", "owners-battery-2"
MICROBIT, VOICERA, MORPHEUS = "/microbit/api/v1", "/voicera/api/v1", "/morpheus/api/v1"


def post(path: str, **body: Any) -> Any:
    answer = ApiClient().post(path, body)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def at_stella(password: str) -> None:
    post("/register", email=EMAIL, password=password)


def at_microbit(password: str) -> None:
    post(f"{MICROBIT}/auth/register", email=EMAIL, password=password, display_name="X")


def at_voicera(password: str) -> None:
    post(f"{VOICERA}/auth/register", email=EMAIL, password=password)


def by_code(password: str) -> None:
    """Sign up, without redeeming the code."""
    post("/api/v1/auth/signup", email=EMAIL, password=password, full_name="X")


# The doors that let somebody in before the address is proven.
DIRECTLY: dict[str, Callable[[str], None]] = {
    "stella": at_stella,
    "microbit": at_microbit,
    "voicera": at_voicera,
}


def sign_up_code(_: str) -> Any:
    by_code(OWNERS)
    return redeem(mailed_codes(EMAIL)[-1])


def redeem(code: str) -> Any:
    return post("/api/v1/auth/verify-otp", email=EMAIL, otp_code=code)


def morpheus_link(_: str) -> Any:
    post(f"{MORPHEUS}/auth/register/request-verification", email=EMAIL)
    return complete(mailed_tokens(EMAIL)[-1])


def complete(token: str) -> Any:
    path = f"{MORPHEUS}/auth/register/complete"
    return post(path, token=token, name="Vera", password=OWNERS)


def invitation_at_morpheus(token: str) -> Any:
    return complete(token)


def invitation_at_microbit(token: str) -> Any:
    return post(
        f"{MICROBIT}/auth/register",
        email=EMAIL,
        password=OWNERS,
        display_name="Vera",
        invite_token=token,
    )


def invitation_here(token: str) -> Any:
    return post("/api/v1/invitations/register", token=token, password=OWNERS, full_name="Vera")


def reset_code(_: str) -> Any:
    post("/api/v1/auth/forgot-password", email=EMAIL)
    code = mailed_codes(EMAIL)[-1]
    return post("/api/v1/auth/reset-password", email=EMAIL, otp_code=code, new_password=OWNERS)


def reset_link(_: str) -> Any:
    post(f"{VOICERA}/auth/forgot-password", email=EMAIL)
    token = mailed_tokens(EMAIL)[-1]
    return post(f"{VOICERA}/auth/reset-password", token=token, new_password=OWNERS)


# Proofs that make an account; each is given the mailed token of an invitation to the address.
ANEW: dict[str, Callable[[str], Any]] = {
    "code": sign_up_code,
    "morpheus link": morpheus_link,
    "invitation": invitation_here,
    "invitation at morpheus": invitation_at_morpheus,
    "invitation at microbit": invitation_at_microbit,
}
RESETS: dict[str, Callable[[str], Any]] = {"reset code": reset_code, "reset link": reset_link}


def tokens_of(invitation: Invitation) -> tuple[str, str]:
    """The token in the invitation's mail, and the one that the inviter is shown."""
    return (
        invitation_token(invitation=invitation, mailed=True),
        invitation_token(invitation=invitation, mailed=False),
    )


@dataclass
class Somebody:
    """Whoever knows a password: signed in at every door."""

    password: str
    apis: dict[str, ApiClient] = field(default_factory=dict)
    refresh_token: str = ""

    def sign_in(self) -> None:
        for door, (path, token) in SIGN_IN.items():
            body = post(path, email=EMAIL, password=self.password)
            self.apis[door] = ApiClient(token(body))
            self.refresh_token = body.get("refresh_token", self.refresh_token)

    @property
    def doors_that_let_in(self) -> list[str]:
        """Signs in at every door that does."""
        body = {"email": EMAIL, "password": self.password}
        self.apis = {}
        for door, (path, token) in SIGN_IN.items():
            answer = ApiClient().post(path, body)
            if answer.status_code == 200:
                self.apis[door] = ApiClient(token(answer.json()))
        return list(self.apis)

    @property
    def workspaces(self) -> list[str]:
        """Their names, as seen since `doors_that_let_in`."""
        body = self.apis["insydr"].get("/api/v1/workspaces").json()
        return sorted(each["name"] for each in body["workspaces"])

    @property
    def living_tokens(self) -> int:
        """How many access and refresh tokens still work."""
        alive = [api.get(ME[door][0]).status_code for door, api in self.apis.items()]
        body = {"refresh_token": self.refresh_token}
        alive.append(ApiClient().post("/api/v1/auth/refresh", body).status_code)
        return alive.count(200)


def register(door: str, password: str = STRANGERS) -> tuple[Somebody, int]:
    """A stranger, in at every door, and the key of a workspace of theirs."""
    DIRECTLY[door](password)
    stranger = Somebody(password)
    stranger.sign_in()
    made = stranger.apis["insydr"].post("/api/v1/workspaces", {"name": "Strange"})
    assert made.status_code == 201
    with as_table_owner():
        return stranger, Workspace.objects.get(name="Strange").pk


def owner_of(workspace_id: int) -> User:
    with workspace_scope(workspace_id):
        return owner_in_scope()
