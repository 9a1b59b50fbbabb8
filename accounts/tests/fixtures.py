"""A client without an account; Dora, and the mails to her."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import services
from accounts.hashers import Argon2id
from accounts.models import User
from accounts.tests.factories import make_user
from accounts.tests.hashing import PRODUCTION
from accounts.tests.mailbox import mailed_links
from accounts.tests.mailed_pages import DORA
from core.testing import ApiClient, shared


@pytest.fixture
def anonymous() -> ApiClient:
    return ApiClient()


@pytest.fixture
def production_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes cost what they cost in production."""
    for name, cost in PRODUCTION.items():
        monkeypatch.setattr(Argon2id, name, cost)


@shared
def dora() -> User:
    return make_user("dora")


@pytest.fixture
def registration(db: None) -> str:
    """The mailed link that completes Dora's registration, without the host."""
    services.request_registration(email=DORA, now=timezone.now())
    return mailed_links(DORA)[-1]


@pytest.fixture
def undo_link(dora: User) -> str:
    """The mailed link that gives Dora's account its address back."""
    services.set_email(user=dora, email="doris@example.com", now=timezone.now())
    return mailed_links(DORA)[-1]


@pytest.fixture
def reset_link(dora: User) -> str:
    """The mailed link that resets her password."""
    services.forgot_password(email=DORA, by="link", now=timezone.now())
    return mailed_links(DORA)[-1]
