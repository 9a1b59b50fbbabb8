"""The kernel's tasks, where Celery's autodiscovery finds them."""

from core.events.tasks import relay_events
from core.jobs.tasks import clean_up, run_job, sweep_jobs

__all__ = ["relay_events", "run_job", "sweep_jobs", "clean_up"]
