"""The registry of jobs. `@job` is put on functions in the `tasks` module of an app."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from celery import current_app

from core.errors import DomainError

_jobs: dict[str, JobDefinition] = {}
_importing = threading.Lock()  # Celery fails in other threads while it imports


class Retry(DomainError):
    """Raised by a job if the same attempt may succeed later; `reason` is stored in the row."""

    code, kind, message = "RETRY", "unavailable", "{reason}"


@dataclass(frozen=True, slots=True)
class JobDefinition:
    """How a job runs.

    lease_seconds: how long a lease lasts unless renewed; a worker renews it while the job runs.
    max_attempts: crashes count too, so that a job that kills its worker ends as well.
    on_failure: called with the job's arguments and a message once it has finally failed.
    """

    name: str
    queue: str
    run: Callable[..., None]
    max_attempts: int
    lease_seconds: int
    time_limit: int
    retry_on: tuple[type[BaseException], ...]
    on_failure: Callable[..., None] | None

    def backoff(self, attempts: int) -> timedelta:
        """The delay before the next attempt: 2, 4, 8 … seconds, at most five minutes."""
        return timedelta(seconds=min(2**attempts, 300))


def job(
    name: str,
    *,
    queue: str = "default",
    max_attempts: int = 6,
    lease_seconds: int = 20,
    time_limit: int = 300,
    retry_on: tuple[type[BaseException], ...] = (),
    on_failure: Callable[..., None] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function of keyword arguments as a job for `enqueue(name, …)`.

    It runs outside of any scope: it enters one itself, as briefly as possible. It may run twice.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if name in _jobs and _jobs[name].run.__module__ != function.__module__:
            raise RuntimeError(f"two jobs are called {name}")
        _jobs[name] = JobDefinition(
            name=name,
            queue=queue,
            run=function,
            max_attempts=max_attempts,
            lease_seconds=lease_seconds,
            time_limit=time_limit,
            retry_on=(Retry, *retry_on),
            on_failure=on_failure,
        )
        return function

    return register


def get_definition(name: str) -> JobDefinition:
    """The job of that name, after importing every app's `tasks`. Raises KeyError."""
    if name not in _jobs:
        _import_tasks()
    return _jobs[name]


def queue_names() -> dict[str, list[str]]:
    """The names of the jobs of each queue, after importing every app's `tasks`."""
    _import_tasks()
    queues: dict[str, list[str]] = {}
    for name, definition in _jobs.items():
        queues.setdefault(definition.queue, []).append(name)
    return queues


@cache
def _import_tasks() -> None:
    with _importing:
        current_app.loader.import_default_modules()
