"""The tokens in mailed links: for one purpose, for a time, and for nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import tokens
from accounts.errors import LinkInvalid
from accounts.services import SignedIn
from accounts.tests.forging import IN_2100, assert_refused, signed_in, unsigned

__all__ = ["signed_in"]

JTI = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def link(purpose: str = "REGISTER", **other: Any) -> str:
    given = {"jti": JTI, "expires_at": timezone.now() + timedelta(hours=1), **other}
    return tokens.link_token(purpose, **given)


def test_a_link_carries_its_claims() -> None:
    claims = tokens.read_link(link(mailed=True), "REGISTER")

    assert claims["jti"] == JTI
    assert claims["mailed"] is True
    assert claims["typ"] == "register"


@pytest.mark.parametrize(
    "token",
    [
        lambda: link("RESET_LINK"),
        lambda: link("access"),
        lambda: link(expires_at=timezone.now() - timedelta(seconds=1)),
        lambda: link() + "x",
        lambda: link()[:-3],
        lambda: unsigned(link(), "none"),
        lambda: "x",
        lambda: "",
    ],
)
def test_a_link_of_another_purpose_or_time_or_key_is_refused(token: Callable[[], str]) -> None:
    with pytest.raises(LinkInvalid) as refusal:
        tokens.read_link(token(), "REGISTER")

    assert refusal.value.field == "token"


def test_claims_cannot_override_the_purpose() -> None:
    claims = tokens.read_link(link(typ="access", exp=IN_2100, aud="x"), "REGISTER")

    assert (claims["typ"], claims["aud"]) == ("register", "frontdesk")
    assert claims["exp"] < IN_2100


@pytest.mark.parametrize("purpose", ["REGISTER", "RESET_LINK", "invite", "export"])
def test_a_link_token_opens_no_session(signed_in: SignedIn, purpose: str) -> None:
    sid = str(signed_in.session.uuid)
    token = link(purpose, sid=sid, sub=signed_in.user.public_id)

    assert_refused(f"Bearer {token}")
    for kind in (signed_in.access_token, signed_in.refresh_token):
        with pytest.raises(LinkInvalid):
            tokens.read_link(kind, purpose)
