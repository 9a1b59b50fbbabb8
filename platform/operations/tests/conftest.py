"""Fixtures for tests of the whole platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from operations.tests.booking_browser import address, visitor
from operations.tests.running import Installation, new_installation

__all__ = ["address", "installation", "visitor"]


@pytest.fixture(scope="session")
def _installation() -> Iterator[Installation]:
    with new_installation() as installation:
        yield installation


@pytest.fixture(scope="module")
def installation(_installation: Installation) -> Installation:
    """A running installation, in the state that earlier modules left it in: starting one is
    slow.
    """
    if not _installation.is_running:
        _installation.start()
    return _installation
