"""The test kit: a client that checks every response against the OpenAPI document, and helpers
for query counts, races, unchanged tables and route coverage.
"""

from core.testing.client import ApiClient
from core.testing.jobs import run_jobs
from core.testing.parallel import run_concurrently, wait_until_true
from core.testing.queries import assert_queries
from core.testing.routes import Operation, operations
from core.testing.shared import shared
from core.testing.tables import nothing_changes

__all__ = [
    "ApiClient",
    "Operation",
    "assert_queries",
    "run_concurrently",
    "wait_until_true",
    "nothing_changes",
    "operations",
    "run_jobs",
    "shared",
]
