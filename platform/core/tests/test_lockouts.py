"""Lock-outs: a sliding window of tries, then waits that grow and are true to the second."""

from __future__ import annotations

from typing import Any

import pytest

from core.lockouts import Lockout, count_try, forget_tries, take_try_back
from core.testing import run_concurrently
from core.testing.lockouts import time_passes

THREE = Lockout(tries=3, window_seconds=600, first_wait=60, max_wait=200)


@pytest.fixture(autouse=True)
def _real_limits(settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 1.0


def tries(number: int, bucket: str = "tests") -> list[int]:
    """The seconds to wait, for each of so many tries."""
    return [count_try(bucket, THREE) for _ in range(number)]


def test_the_last_try_allowed_begins_the_wait() -> None:
    assert tries(5) == [0, 0, 0, 60, 60]
    assert tries(1, "others") == [0]


def test_the_wait_ends_when_it_says() -> None:
    tries(3)

    time_passes(59)
    assert tries(1) == [1]
    time_passes(1)
    assert tries(1) == [0]


def test_waits_double_up_to_a_bound_and_begin_anew_after_a_quiet_window() -> None:
    tries(3)

    waits = []
    for _ in range(4):
        waits += tries(1)
        time_passes(waits[-1])
        tries(1)

    assert waits == [60, 120, 200, 200]
    time_passes(200 + 600)
    assert tries(4) == [0, 0, 0, 60]


@pytest.mark.parametrize(("apart", "waits"), [(199, [0, 0, 60]), (301, [0, 0, 0])])
def test_tries_count_for_the_window_wherever_it_begins(apart: int, waits: list[int]) -> None:
    for _ in range(2):
        assert tries(1) == [0]
        time_passes(apart)

    assert [*tries(1), *tries(1), *tries(1)][-3:] == ([0, 60, 60] if apart == 199 else [0, 0, 60])


def test_a_try_taken_back_ends_the_wait_that_it_began() -> None:
    tries(3)

    take_try_back("tests")

    assert tries(2) == [0, 60]  # not 120: nothing wrong was tried


def test_a_try_taken_back_before_the_wait_counts_no_more() -> None:
    tries(2)

    take_try_back("tests")

    assert tries(3) == [0, 0, 60]


def test_forgetting_ends_the_wait_and_its_growth() -> None:
    tries(3)
    time_passes(60)
    tries(1)

    forget_tries("tests")

    assert tries(4) == [0, 0, 0, 60]


def test_concurrent_tries_get_no_extra_ones() -> None:
    waits = run_concurrently(30, lambda _: count_try("tests", THREE))

    assert (waits.count(0), waits.count(60)) == (3, 27)


def test_the_factor_multiplies_the_tries(settings: Any) -> None:
    settings.RATE_LIMIT_FACTOR = 2

    assert tries(7) == [0] * 6 + [60]


def test_nothing_is_counted_without_redis(no_redis: None) -> None:
    assert tries(9) == [0] * 9
    take_try_back("tests")
    forget_tries("tests")
