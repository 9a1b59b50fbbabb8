"""The Celery application: `celery -A config worker -Q <queues>`."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("frontdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _tune(**_: object) -> None:
    """For workers that run jobs in threads: see `core.process_tuning`."""
    from core.process_tuning import tune_process

    tune_process()
