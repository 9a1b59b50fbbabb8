"""Which addresses of a website are alike."""

from __future__ import annotations

import pytest

from knowledge.clients.crawling.patterns import group_of


@pytest.mark.parametrize(
    ("query", "is_endless"),
    [
        ("y=2027&m=3", True),
        ("y=2027&m=3&d=14", True),
        ("m=202703", True),
        ("show=2027-03-14", True),
        ("when=2027/3", True),
        ("id=2027", False),
        ("m=3", False),
        ("d=about", False),
        ("y=left&d=right", False),
    ],
)
def test_dates_in_a_query_are_a_calendar_whatever_they_are_called(
    query: str, is_endless: bool
) -> None:
    group = group_of(f"https://hall.example/c?{query}")

    assert group is not None
    assert group.is_endless is is_endless
