"""Dora signed in, who has proven her address."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.tests.factories import token_of
from core.testing import ApiClient


@pytest.fixture
def api(dora: User) -> ApiClient:
    """Dora's, signed in."""
    return ApiClient(token_of(dora))
