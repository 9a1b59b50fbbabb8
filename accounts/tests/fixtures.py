"""A client without an account."""

from __future__ import annotations

import pytest

from core.testing import ApiClient


@pytest.fixture
def anonymous() -> ApiClient:
    return ApiClient()
