"""The test kit: a client that checks every answer against the OpenAPI document, query counting."""

from core.testing.client import ApiClient
from core.testing.queries import assert_queries

__all__ = ["ApiClient", "assert_queries"]
