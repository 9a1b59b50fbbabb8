"""Fixtures for tests of the whole platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from operations.tests.running import Installation, new_installation


@pytest.fixture(scope="session")
def _installation() -> Iterator[Installation]:
    with new_installation() as installation:
        yield installation


@pytest.fixture(scope="module")
def installation(_installation: Installation) -> Installation:
    """It runs, with whatever the modules before have left in it: to start one takes long."""
    if not _installation.is_running:
        _installation.start()
    return _installation
