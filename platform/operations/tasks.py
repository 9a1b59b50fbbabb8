"""What workers do for operators, beside their queues."""

from __future__ import annotations

from dataclasses import astuple

from celery.worker.control import inspect_command

from operations.doctor import EXAMINE
from operations.environment_checks import check_environment


@inspect_command(name=EXAMINE)
def examine_environment(state: object) -> list[tuple[str, str, str]]:
    """The findings about this worker's environment, for `doctor`, which may run in another one."""
    return [astuple(finding) for finding in check_environment()]
