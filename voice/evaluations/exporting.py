"""Evaluation cases and their runs, for the export of their workspace."""

from __future__ import annotations

from collections.abc import Iterator

from core import ids
from core.archive import Archive
from knowledge.models import Document
from voice.evaluations.models import EvaluationCase, EvaluationRun
from workspaces.models import Workspace

_TEST = "question history contains excludes expects_answer min_confidence created_at".split()
_RUN = "state total passed error started_at finished_at".split()
_RESULT = "question has_passed reasons response confidence response_time_ms".split()


def export_evaluations(workspace: Workspace, archive: Archive) -> None:
    archive.put_rows("agent_tests", _tests())
    archive.put_rows("agent_test_runs", _runs())


def _tests() -> Iterator[dict[str, object]]:
    for each in EvaluationCase.objects.select_related("agent").order_by("pk").iterator():
        yield {
            "id": each.public_id,
            "agent_id": each.agent.public_id,
            **{name: getattr(each, name) for name in _TEST},
            "document_id": each.document_uuid
            and ids.encode(Document.id_prefix, each.document_uuid),
        }


def _runs() -> Iterator[dict[str, object]]:
    rows = EvaluationRun.objects.select_related("agent", "agent_version")
    for each in rows.prefetch_related("results").order_by("pk").iterator(chunk_size=200):
        yield {
            "id": each.public_id,
            "agent_id": each.agent.public_id,
            "version": each.agent_version.number if each.agent_version else None,
            **{name: getattr(each, name) for name in _RUN},
            "results": [
                {name: getattr(result, name) for name in _RESULT} for result in each.results.all()
            ],
        }
