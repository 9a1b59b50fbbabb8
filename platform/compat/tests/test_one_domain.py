"""Five contracts, one domain: users and workspaces of one door exist at all the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.tests.mailbox import mailed_codes, mailed_tokens
from core.testing import ApiClient

PASSWORD = "battery-staple-8"
EMAIL = "dora@example.com"
Call = Callable[[ApiClient], Any]


def post(path: str, body: dict[str, Any]) -> Any:
    answer = ApiClient().post(path, body)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def by_code() -> None:
    post("/api/v1/auth/signup", {"email": EMAIL, "password": PASSWORD, "full_name": "Dora"})
    code = mailed_codes(EMAIL)[-1]
    post("/api/v1/auth/verify-otp", {"email": EMAIL, "otp_code": code})


def by_link() -> None:
    post("/morpheus/api/v1/auth/register/request-verification", {"email": EMAIL})
    token = mailed_tokens(EMAIL)[-1]
    body = {"token": token, "name": "Dora", "password": PASSWORD}
    post("/morpheus/api/v1/auth/register/complete", body)


def directly(path: str, **more: str) -> Callable[[], Any]:
    return lambda: post(path, {"email": EMAIL, "password": PASSWORD, **more})


REGISTER: dict[str, Callable[[], Any]] = {
    "insydr": by_code,
    "microbit": directly("/microbit/api/v1/auth/register", display_name="Dora"),
    "morpheus": by_link,
    "stella": directly("/register"),
    "voicera": directly("/voicera/api/v1/auth/register", first_name="Dora"),
}

# The sign-in route, and the place of the access token in its response.
SIGN_IN: dict[str, tuple[str, Callable[[Any], str]]] = {
    "insydr": ("/api/v1/auth/login", lambda body: body["access_token"]),
    "microbit": ("/microbit/api/v1/auth/login", lambda body: body["access_token"]),
    "morpheus": (
        "/morpheus/api/v1/auth/login",
        lambda body: body["data"]["auth"]["tokens"]["accessToken"],
    ),
    "stella": ("/auth/login", lambda body: body["access_token"]),
    "voicera": ("/voicera/api/v1/auth/login", lambda body: body["data"]["access_token"]),
}

MAKE: dict[str, Call] = {
    "insydr": lambda api: api.post("/api/v1/workspaces", {"name": "Acme"}),
    "microbit": lambda api: api.post("/microbit/api/v1/workspaces", {"name": "Acme"}),
    "morpheus": lambda api: api.post("/morpheus/api/v1/customers/onboard", {"companyName": "Acme"}),
    "stella": lambda api: api.post("/workspace", {"name": "Acme"}),
}

SEE: dict[str, Call] = {
    "insydr": lambda api: api.get("/api/v1/workspaces").json()["workspaces"][0]["name"],
    "microbit": lambda api: api.get("/microbit/api/v1/workspaces").json()["workspaces"][0]["name"],
    "morpheus": lambda api: api.get("/morpheus/api/v1/customers/me").json()["data"]["companyName"],
    "stella": lambda api: api.get("/workspace").json()["workspaces"][0]["name"],
}

# The route for the current user, and the place of the address in its response.
ME: dict[str, tuple[str, Callable[[Any], str]]] = {
    "insydr": ("/api/v1/auth/me", lambda body: body["email"]),
    "microbit": ("/microbit/api/v1/auth/me", lambda body: body["user"]["email"]),
    "morpheus": ("/morpheus/api/v1/auth/profile", lambda body: body["data"]["email"]),
    "stella": ("/user", lambda body: body["user"]["email"]),
    "voicera": ("/voicera/api/v1/auth/me", lambda body: body["data"]["email"]),
}


def signed_in(door: str) -> ApiClient:
    path, token = SIGN_IN[door]
    return ApiClient(token(post(path, {"email": EMAIL, "password": PASSWORD})))


@pytest.mark.parametrize("registered_at", REGISTER)
def test_a_user_registered_at_one_door_signs_in_at_every_other(
    db: None, registered_at: str
) -> None:
    REGISTER[registered_at]()

    for door in SIGN_IN:
        api = signed_in(door)
        for other_door, (path, email) in ME.items():
            answer = api.get(path)
            assert (answer.status_code, email(answer.json())) == (200, EMAIL), (door, other_door)


@pytest.mark.parametrize("made_at", MAKE)
def test_a_workspace_created_at_one_door_is_visible_at_all(db: None, made_at: str) -> None:
    REGISTER["microbit"]()
    api = signed_in("insydr")

    assert MAKE[made_at](api).status_code in (200, 201)

    assert {door: see(api) for door, see in SEE.items()} == dict.fromkeys(SEE, "Acme")


def test_the_workspace_created_by_voicera_is_visible_at_all(db: None) -> None:
    REGISTER["voicera"]()
    api = signed_in("stella")

    assert {see(api) for see in SEE.values()} == {"Dora's workspace"}


@pytest.mark.parametrize("ended_at", ["insydr", "microbit", "morpheus", "voicera"])
def test_signing_out_at_one_door_ends_the_session_at_all(db: None, ended_at: str) -> None:
    REGISTER["microbit"]()
    api, other = signed_in("stella"), signed_in("morpheus")
    prefix = "/api/v1" if ended_at == "insydr" else f"/{ended_at}/api/v1"

    assert api.post(f"{prefix}/auth/logout").status_code == 200

    assert [api.get(path).status_code for path, _ in ME.values()] == [401] * 5
    assert [other.get(path).status_code for path, _ in ME.values()] == [200] * 5
