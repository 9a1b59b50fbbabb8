"""Whose turn it is: the job that a free slot of this process runs next.

Between workspaces, the one with the fewest running jobs goes first, then the one that has waited
longest for its turn. Within a workspace, light jobs overtake heavy ones, though not forever: a job
counts as if it had come later by its weight.

A process that runs several jobs at a time keeps slots free for others: no workspace takes more than
some of them, and heavy jobs, which take long and much memory, fewer still.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from threading import Lock

from django.db import transaction
from django.utils import timezone

from core.jobs.registry import JobDefinition, get_definition, queue_names
from core.models import Job

MAX_PER_WORKSPACE = 2  # running jobs of one process
MAX_HEAVY = 2  # of all workspaces together
MAX_HEAVY_PER_WORKSPACE = 1
HEAVY_FROM = 400_000  # weight
_WEIGHT_PER_SECOND = 20_000  # a job of 10 MB is overtaken by light ones for eight minutes
_TRIES = 5  # another process may take the job that was chosen
_NOBODY = 0  # stands for no workspace: ids begin at 1

_CANDIDATES = 8  # since other processes may be claiming the first ones

# Each step finds one row by an index, so the cost grows with the workspaces that have jobs waiting,
# not with the jobs; and jobs are looked up only for the first workspaces of the line, as many as it
# takes to find enough. `weight >= 400000` is HEAVY_FROM, spelled as in the index `job_turn`.
_CHOOSE = """
WITH RECURSIVE place(name, workspace) AS (
    SELECT each.name, (
        SELECT COALESCE(workspace_id, 0) FROM core_job
        WHERE core_job.name = each.name AND state IN ('QUEUED', 'RUNNING')
        ORDER BY COALESCE(workspace_id, 0) LIMIT 1
    )
    FROM unnest(%(names)s::varchar[]) AS each(name)
    UNION ALL
    SELECT place.name, (
        SELECT COALESCE(workspace_id, 0) FROM core_job
        WHERE core_job.name = place.name AND state IN ('QUEUED', 'RUNNING')
          AND COALESCE(workspace_id, 0) > place.workspace
        ORDER BY COALESCE(workspace_id, 0) LIMIT 1
    )
    FROM place WHERE place.workspace IS NOT NULL
),
running AS (
    SELECT COALESCE(workspace_id, 0) AS workspace, count(*) AS jobs
    FROM core_job
    WHERE state = 'RUNNING' AND leased_until > %(now)s AND name = ANY(%(names)s)
    GROUP BY 1
),
line AS MATERIALIZED (
    SELECT each.workspace, each.names, COALESCE(running.jobs, 0) AS jobs, (
        SELECT started_at FROM core_job
        WHERE workspace_id = each.workspace AND started_at IS NOT NULL AND name = ANY(%(names)s)
        ORDER BY started_at DESC LIMIT 1
    ) AS last_turn
    FROM (
        SELECT workspace, array_agg(name) AS names FROM place
        WHERE workspace IS NOT NULL AND NOT workspace = ANY(%(full)s)
        GROUP BY workspace
    ) each LEFT JOIN running USING (workspace)
    ORDER BY jobs, last_turn NULLS FIRST
),
best AS MATERIALIZED (
    SELECT line.jobs, line.last_turn, waiting.turn, waiting.id
    FROM line
    CROSS JOIN LATERAL (
        SELECT job.id,
               job.due_at + job.weight * interval '1 second' / %(weight_per_second)s AS turn
        FROM unnest(line.names) AS each(name)
        CROSS JOIN (VALUES (false), (true)) AS kind(is_heavy)
        CROSS JOIN LATERAL (
            SELECT id, due_at, weight FROM core_job
            WHERE name = each.name AND COALESCE(workspace_id, 0) = line.workspace
              AND (weight >= 400000) = kind.is_heavy
              AND state IN ('QUEUED', 'RUNNING') AND due_at <= %(now)s
              AND (announced_at IS NULL OR announced_at <= %(now)s)
              AND (state = 'QUEUED' OR leased_until <= %(now)s)
            ORDER BY due_at LIMIT %(candidates)s
        ) job
        WHERE NOT (kind.is_heavy
                   AND (%(is_full_of_heavy)s OR line.workspace = ANY(%(full_of_heavy)s)))
        ORDER BY turn, job.id LIMIT %(candidates)s
    ) waiting
    ORDER BY line.jobs, line.last_turn NULLS FIRST, waiting.turn, waiting.id
    LIMIT %(candidates)s
)
SELECT core_job.id, core_job.name FROM best JOIN core_job USING (id)
ORDER BY best.jobs, best.last_turn NULLS FIRST, best.turn, best.id
LIMIT 1 FOR UPDATE OF core_job SKIP LOCKED
"""


class Slots:
    """The jobs that this process is running, and whether it has turned any away."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[uuid.UUID, Job] = {}
        self._turned_away: set[str] = set()

    def claim(self, queue: str) -> Job | None:
        """Claim the job whose turn it is; None if none may run here now."""
        with self._lock:
            for _ in range(_TRIES):
                with transaction.atomic():
                    chosen = choose(queue_names()[queue], running=self._running.values())
                    if chosen is None:
                        break
                    claimed = claim(chosen.pk, uuid.uuid4(), get_definition(chosen.name))
                if claimed is not None and claimed.lease is not None:
                    self._running[claimed.lease] = claimed
                    return claimed
            if self._running:
                self._turned_away.add(queue)
            return None

    def release(self, lease: uuid.UUID) -> None:
        with self._lock:
            self._running.pop(lease, None)

    def has_turned_away(self, queue: str) -> bool:
        """True if a job of the queue may wait for a slot that was not free."""
        with self._lock:
            return queue in self._turned_away

    def forget_turned_away(self, queue: str) -> None:
        with self._lock:
            self._turned_away.discard(queue)


def choose(names: list[str], *, running: Iterable[Job] = ()) -> Job | None:
    """Lock and return the job whose turn it is, until the end of the transaction.

    running: jobs of this process; it takes no more of a workspace than its limits allow.
    """
    jobs = list(running)
    of_workspace = Counter(job.workspace_id or _NOBODY for job in jobs)
    heavy = Counter(job.workspace_id or _NOBODY for job in jobs if job.weight >= HEAVY_FROM)
    found = Job.objects.raw(
        _CHOOSE,
        {
            "names": names,
            "now": timezone.now(),
            "weight_per_second": _WEIGHT_PER_SECOND,
            "full": [each for each, jobs in of_workspace.items() if jobs >= MAX_PER_WORKSPACE],
            "candidates": _CANDIDATES,
            "is_full_of_heavy": heavy.total() >= MAX_HEAVY,
            "full_of_heavy": [
                each for each, jobs in heavy.items() if jobs >= MAX_HEAVY_PER_WORKSPACE
            ],
        },
    )
    return next(iter(found), None)


def claim(job_id: int, lease: uuid.UUID, definition: JobDefinition) -> Job | None:
    """Take the lease; returns the job to exactly one caller, None to the others."""
    now = timezone.now()
    until = now + timedelta(seconds=definition.lease_seconds)
    taken = Job.objects.raw(
        """
        UPDATE core_job
        SET state = 'RUNNING', attempts = attempts + 1, lease = %(lease)s, leased_until = %(until)s,
            started_at = %(now)s
        WHERE id = %(id)s
          AND (state = 'QUEUED' AND due_at <= %(now)s
               OR state = 'RUNNING' AND leased_until <= %(now)s)
        RETURNING *
        """,
        {"id": job_id, "lease": lease, "until": until, "now": now},
    )
    return next(iter(taken), None)


slots = Slots()
