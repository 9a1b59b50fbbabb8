"""Counts the queries of a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Present only because the test itself runs inside a transaction.
_OF_THE_TEST = (
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO",
    "SELECT set_config('app.workspaces', '', true)",
)


@contextmanager
def assert_queries(expected: int) -> Iterator[None]:
    """Assert that the block runs exactly that many queries, without those of the test's own
    transaction.
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    ran = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(_OF_THE_TEST)
    ]
    assert len(ran) == expected, "\n".join([f"{len(ran)} queries, {expected} expected:", *ran])
