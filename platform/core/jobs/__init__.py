"""Background work that survives: recorded with its cause, leased, retried, and always finished."""

from core.jobs.registry import Retry, job
from core.jobs.queue import enqueue

__all__ = ["Retry", "enqueue", "job"]
