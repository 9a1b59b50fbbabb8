"""A collection of Acme."""

from __future__ import annotations

from core.testing import shared
from knowledge.models import Collection
from knowledge.tests.factories import make_collection
from workspaces.models import Workspace


@shared
def collection(acme: Workspace) -> Collection:
    return make_collection(acme)
