"""The pages of a text that runs over several: where each later page begins."""

from __future__ import annotations

from collections.abc import Sequence

# (offset in characters, page from 1), in order: where the text goes on on a later page.
PageStarts = Sequence[tuple[int, int]]


def page_at(offset: int, *, first: int | None, later: PageStarts) -> int | None:
    """The page of the character at `offset`. None if the text has no pages.

    >>> page_at(12, first=1, later=[(10, 2)])
    2
    """
    page = first
    for begin, number in later:
        if begin > offset:
            break
        page = number
    return page
