"""Dora, signed in with a verified address."""

from __future__ import annotations

from accounts.models import User
from accounts.tests.factories import make_user, token_of
from core.testing import ApiClient, shared


@shared
def dora() -> User:
    return make_user("dora")


@shared
def api(dora: User) -> ApiClient:
    """A client signed in as Dora."""
    return ApiClient(token_of(dora))
