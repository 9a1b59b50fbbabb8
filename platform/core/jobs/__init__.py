"""Background work that survives: recorded with its cause, leased, retried, and always finished."""

from core.jobs.queue import enqueue
from core.jobs.registry import Retry, job

__all__ = ["Retry", "enqueue", "job"]
