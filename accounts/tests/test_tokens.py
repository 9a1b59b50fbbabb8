"""Forged, foreign, old and misused tokens are refused with 401."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from django.utils import timezone

from accounts import services, tokens
from accounts.models import Session
from accounts.services import SignedIn
from accounts.tests.forging import IN_2100, ME, assert_refused, part, signed_in, unsigned
from core.testing import ApiClient, nothing_changes

__all__ = ["signed_in"]

Forge = Callable[[SignedIn], str]


@pytest.fixture
def forge(settings: Any, signed_in: SignedIn) -> Callable[..., str]:
    """A token like the access token, with other claims, key, key name or algorithm.

    None drops a claim; an empty name drops the key name.
    """

    def make(
        key: str | None = None, algorithm: str = "HS256", kid: str | None = None, **claims: Any
    ) -> str:
        genuine = jwt.decode(signed_in.access_token, options={"verify_signature": False})
        changed = {name: each for name, each in (genuine | claims).items() if each is not None}
        signing = settings.JWT_KEYS[0]
        named = tokens.key_id(signing) if kid is None else kid
        headers = {"kid": named} if named else None
        return jwt.encode(changed, signing if key is None else key, algorithm, headers)

    return make


def test_the_forge_fixture_makes_valid_tokens(forge: Callable[..., str]) -> None:
    assert ApiClient(forge()).get(ME).status_code == 200


def test_a_token_contains_only_what_it_must(signed_in: SignedIn) -> None:
    claims = jwt.decode(signed_in.access_token, options={"verify_signature": False})

    assert set(claims) == {"typ", "sub", "sid", "jti", "iat", "exp", "aud", "iss"}
    assert claims["exp"] - claims["iat"] == 900
    assert claims["sub"] == signed_in.user.public_id


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
def test_an_unsigned_token_is_refused(signed_in: SignedIn, algorithm: str) -> None:
    assert_refused(f"Bearer {unsigned(signed_in.access_token, algorithm)}")


@pytest.mark.parametrize(
    "change",
    [
        {"key": "another key, and long enough for HS256"},
        {"key": "frontdesk" * 4},
        {"algorithm": "HS512"},
        {"kid": "another"},
        {"kid": ""},
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "somebody-else"},
        {"iss": None},
        {"typ": "refresh"},
        {"typ": "ACCESS"},
        {"typ": None},
        {"typ": ["access"]},
        {"sid": None},
        {"sid": "not-a-uuid"},
        {"sid": 1},
        {"sid": ["x"]},
        {"sid": {}},
        {"exp": "soon"},
        {"nbf": IN_2100},
        {"iat": IN_2100},
    ],
    ids=str,
)
def test_a_token_with_unexpected_claims_is_refused(
    forge: Callable[..., str], change: dict[str, Any]
) -> None:
    assert_refused(f"Bearer {forge(**change)}")


def test_a_token_of_an_unknown_session_is_refused(forge: Callable[..., str]) -> None:
    assert_refused(f"Bearer {forge(sid='00000000-0000-7000-8000-000000000000')}", "SESSION_ENDED")


def test_an_expired_token_has_its_own_error(forge: Callable[..., str]) -> None:
    assert_refused(f"Bearer {forge(exp=int(time.time()) - 1)}", "TOKEN_EXPIRED")


def test_an_expired_and_forged_token_is_reported_as_forged(forge: Callable[..., str]) -> None:
    forged = forge(key="another key, and long enough for HS256", exp=int(time.time()) - 1)

    assert_refused(f"Bearer {forged}")


def test_a_refresh_token_is_no_access_token(signed_in: SignedIn) -> None:
    assert_refused(f"Bearer {signed_in.refresh_token}")


def test_an_access_token_is_no_refresh_token(signed_in: SignedIn) -> None:
    with nothing_changes():
        answer = ApiClient().post("/api/v1/auth/refresh", {"refresh_token": signed_in.access_token})

    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")


def test_any_changed_character_invalidates_a_token(signed_in: SignedIn) -> None:
    token = signed_in.access_token
    for position in range(0, len(token) - 1, 7):  # the very last one has unused bits
        other = "A" if token[position] != "A" else "B"
        assert_refused(f"Bearer {token[:position]}{other}{token[position + 1 :]}")


def test_a_new_key_signs_and_old_keys_still_verify(settings: Any, signed_in: SignedIn) -> None:
    old, new = settings.JWT_KEYS[0], "a new key that is long enough for HS256"
    settings.JWT_KEYS = (new, old)
    fresh = services.refresh(refresh_token=signed_in.refresh_token, now=timezone.now())

    names = {
        token: jwt.get_unverified_header(token)["kid"]
        for token in (signed_in.access_token, fresh.access_token)
    }
    assert names == {
        signed_in.access_token: tokens.key_id(old),
        fresh.access_token: tokens.key_id(new),
    }
    assert [ApiClient(each).get(ME).status_code for each in names] == [200, 200]
    settings.JWT_KEYS = (new,)
    assert [ApiClient(each).get(ME).status_code for each in names] == [401, 200]


def test_a_known_key_name_over_another_keys_signature_is_refused(
    settings: Any, forge: Callable[..., str]
) -> None:
    other = "a new key that is long enough for HS256"
    settings.JWT_KEYS = (*settings.JWT_KEYS, other)

    assert ApiClient(forge(key=other, kid=tokens.key_id(other))).get(ME).status_code == 200
    assert_refused(f"Bearer {forge(key=other)}")
    assert_refused(f"Bearer {forge(kid=tokens.key_id(other))}")


def test_a_key_name_reveals_nothing_of_the_key(settings: Any) -> None:
    key = settings.JWT_KEYS[0]

    assert len(tokens.key_id(key)) == 16
    assert tokens.key_id(key) not in key


@pytest.mark.parametrize("kid", [None, 1, ["x"], {}, "../../etc/passwd", "' OR 1=1"])
def test_a_header_with_an_unknown_key_is_refused(signed_in: SignedIn, kid: Any) -> None:
    _, payload, signature = signed_in.access_token.split(".")
    header = part({"alg": "HS256", "typ": "JWT", "kid": kid})

    assert_refused(f"Bearer {header}.{payload}.{signature}")


def test_claims_with_another_tokens_signature_are_refused(signed_in: SignedIn) -> None:
    header, _, signature = signed_in.access_token.split(".")
    _, payload, _ = signed_in.refresh_token.split(".")

    assert_refused(f"Bearer {header}.{payload}.{signature}")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer ..",
        "Bearer a.b.c",
        "Bearer e30.e30.e30",
        "Bearer null",
        "Bearer é.é.é",
        f"Bearer {'x' * 20_000}",
        f"Bearer {'.' * 5_000}",
        "Basic ZG9yYTpzZWNyZXQ=",
        "Token abc",
        "x",
    ],
    ids=lambda text: text[:20],
)
def test_garbage_is_refused(db: None, authorization: str) -> None:
    assert_refused(authorization)


@pytest.mark.parametrize("token", ["x", "a.b.c", "é.é.é", "." * 4_096])
def test_garbage_refresh_tokens_are_refused(db: None, token: str) -> None:
    answer = ApiClient().post("/api/v1/auth/refresh", {"refresh_token": token})

    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_INVALID")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer"])
def test_the_case_of_the_scheme_does_not_matter(signed_in: SignedIn, scheme: str) -> None:
    api = ApiClient(Authorization=f"{scheme} {signed_in.access_token}")

    assert api.get(ME).status_code == 200


def test_a_bad_token_is_refused_even_on_public_routes(signed_in: SignedIn) -> None:
    sessions = Session.objects.count()

    answer = ApiClient("nonsense").post(
        "/api/v1/auth/refresh", {"refresh_token": signed_in.refresh_token}
    )

    assert answer.status_code == 401
    assert Session.objects.count() == sessions
