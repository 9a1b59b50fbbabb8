"""Charlie, as a member of staff."""

from __future__ import annotations

from compat.voicera.tests.world import make_staff
from core.testing import shared
from workspaces.tests.factories import Person


@shared
def staff(charlie: Person) -> Person:
    make_staff(charlie)
    return charlie
