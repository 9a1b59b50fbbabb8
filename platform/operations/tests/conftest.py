"""Fixtures of the tests that run the whole platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from operations.tests.running import Installation, running_installation


@pytest.fixture(scope="module")
def fresh_installation() -> Iterator[Installation]:
    with running_installation() as installation:
        yield installation
