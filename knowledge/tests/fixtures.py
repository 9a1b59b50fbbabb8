"""A collection of Acme."""

from __future__ import annotations

import pytest

from knowledge.models import Collection
from knowledge.tests.factories import make_collection
from workspaces.models import Workspace


@pytest.fixture
def collection(acme: Workspace) -> Collection:
    return make_collection(acme)
