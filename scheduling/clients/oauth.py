"""Access tokens by a refresh token (RFC 6749, 6), one for the life of a client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from scheduling.clients.errors import OutsideBroken, OutsideDenied
from scheduling.clients.exchange import REQUEST_SECONDS, Exchange, json_object

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class OAuthGrant:
    """What an account's owner allowed an application to do, and the application's own proof."""

    client_id: str
    client_secret: str
    refresh_token: str


class OAuthSession:
    """on_rotated: called with the refresh token that replaces the one in use; some vendors send one
    with every answer, and the one before ends some time later.
    """

    def __init__(
        self,
        grant: OAuthGrant,
        *,
        token_url: str,
        scope: str,
        on_rotated: Callable[[str], None],
        allow_loopback: bool,
        seconds: float = REQUEST_SECONDS,
    ) -> None:
        self._grant, self._scope, self._on_rotated = grant, scope, on_rotated
        self._exchange = Exchange(
            base_url=token_url, allow_loopback=allow_loopback, seconds=seconds
        )
        self._proof: Mapping[str, str] | None = None

    def close(self) -> None:
        self._exchange.close()

    def authorize(self) -> Mapping[str, str]:
        """Raises OutsideDenied if the grant has ended."""
        if self._proof is None:
            self._proof = {"Authorization": f"Bearer {self._access_token()}"}
        return self._proof

    def _access_token(self) -> str:
        fields = {
            "grant_type": "refresh_token",
            "client_id": self._grant.client_id,
            "client_secret": self._grant.client_secret,
            "refresh_token": self._grant.refresh_token,
            "scope": self._scope,
        }
        base = self._exchange.base
        content = urlencode(fields).encode()
        answer = self._exchange.send("POST", base, headers=_FORM, content=content)
        if 400 <= answer.status < 500:
            raise OutsideDenied(host=base.host)
        token = json_object(answer, base.host)
        access, rotated = token.get("access_token"), token.get("refresh_token")
        if not isinstance(access, str) or not access.isascii() or not access.isprintable():
            raise OutsideBroken(host=base.host, what="answers without a token")
        if isinstance(rotated, str) and rotated and rotated != self._grant.refresh_token:
            self._on_rotated(rotated[:5000])
        return access
