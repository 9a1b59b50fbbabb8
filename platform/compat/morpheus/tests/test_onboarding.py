"""From an e-mail address to a team of two, using only the contract's routes."""

from __future__ import annotations

from typing import Any

from accounts.tests.mailbox import mailed_tokens
from compat.morpheus.tests.envelope import BASE
from core.testing import ApiClient

ANN, BEN = "ann@tech.com", "ben@tech.com"
PASSWORD = "SecurePassword123!"


def _ok(answer: Any) -> Any:
    assert answer.json()["success"] is True, answer.json()
    return answer.json()["data"]


def _register(token: str, name: str) -> Any:
    body = {"token": token, "name": name, "password": PASSWORD}
    return _ok(ApiClient().post(f"{BASE}/auth/register/complete", body))["user"]


def test_a_customer_and_a_colleague_onboard(db: None) -> None:
    _ok(ApiClient().post(f"{BASE}/auth/register/request-verification", {"email": ANN}))
    ann = _register(mailed_tokens(ANN)[-1], "Ann")
    assert (ann["needsOnboarding"], ann["customerId"], ann["role"]) == (True, None, "member")

    api = ApiClient(ann["tokens"]["accessToken"])
    onboarded = _ok(api.post(f"{BASE}/customers/onboard", {"companyName": "Tech Corp"}))
    assert _ok(api.get(f"{BASE}/customers/me")) == onboarded["customer"]
    profile = _ok(api.get(f"{BASE}/auth/profile"))
    assert (profile["customerId"], profile["role"]) == (onboarded["customer"]["id"], "owner")

    _ok(api.post(f"{BASE}/users", {"email": BEN, "role": "member", "name": "Ben"}))
    assert _team(api) == [(ANN, "owner", "active"), (BEN, "member", "invited")]

    ben = _register(mailed_tokens(BEN)[-1], "Ben")
    assert (ben["needsOnboarding"], ben["role"]) == (False, "member")
    assert _team(ApiClient(ben["tokens"]["accessToken"])) == [
        (ANN, "owner", "active"),
        (BEN, "member", "active"),
    ]
    _ok(api.patch(f"{BASE}/users/{ben['id']}", {"role": "admin"}))
    signed_in = _ok(ApiClient().post(f"{BASE}/auth/login", {"email": BEN, "password": PASSWORD}))
    assert signed_in["auth"]["user"]["role"] == "admin"


def _team(api: ApiClient) -> list[tuple[str, str, str]]:
    users = _ok(api.get(f"{BASE}/users"))["users"]
    return [(each["email"], each["role"], each["status"]) for each in users]
