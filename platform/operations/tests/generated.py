"""How many examples generated tests try: a few of a fixed seed, or a thousand of their own each.

`make test ARGS="--hypothesis-profile=thorough platform/operations/tests/test_schemathesis.py"`
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

from core.testing.thorough import is_thorough

PER_ROUTE = 1_000


def examples(few: int) -> settings:
    """few: how many in the suite."""
    return settings(
        max_examples=PER_ROUTE if is_thorough() else few,
        derandomize=not is_thorough(),
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
