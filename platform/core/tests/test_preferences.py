"""Settings of the platform that staff change at runtime."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.models import Preference
from core.preferences import REGISTRATION_ENABLED, preference, set_preference
from core.testing import nothing_changes


def test_a_preference_has_a_default_until_it_is_set(db: None) -> None:
    assert preference(REGISTRATION_ENABLED) is True

    set_preference(REGISTRATION_ENABLED, False, now=timezone.now())
    assert preference(REGISTRATION_ENABLED) is False

    set_preference(REGISTRATION_ENABLED, True, now=timezone.now())
    assert preference(REGISTRATION_ENABLED) is True
    assert Preference.objects.count() == 1


def test_an_unknown_name_raises(db: None) -> None:
    with nothing_changes(), pytest.raises(KeyError):
        set_preference("no_such", 1, now=timezone.now())
    with pytest.raises(KeyError):
        preference("no_such")
