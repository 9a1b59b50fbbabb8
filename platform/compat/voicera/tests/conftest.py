"""Charlie, as a member of staff."""

from __future__ import annotations

import pytest

from compat.voicera.tests.world import make_staff
from workspaces.tests.factories import Person


@pytest.fixture
def staff(charlie: Person) -> Person:
    make_staff(charlie)
    return charlie
