"""Durable background jobs: recorded in the transaction that needs them, leased, retried, always
finished.
"""

from core.jobs.queue import enqueue
from core.jobs.registry import Retry, job

__all__ = ["Retry", "enqueue", "job"]
