"""Collections, and ingested documents."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils import timezone

from core.jobs import worker
from core.models import Job
from core.scope import workspace_scope
from knowledge import services
from knowledge.models import Collection, Document
from workspaces.models import Workspace

OPENING_HOURS = """# Opening hours

We are open Monday to Friday from 9 am to 6 pm, and on Saturday from 10 am to 2 pm.
On Sundays and public holidays the shop is closed.

# Returns

Goods can be returned within 45 days of delivery.
"""


def make_collection(workspace: Workspace, name: str = "Handbook") -> Collection:
    with workspace_scope(workspace.pk):
        return services.create_collection(name=name, now=timezone.now())


def make_document(
    collection: Collection, text: str = OPENING_HOURS, file_name: str = "handbook.md"
) -> Document:
    """An ingested document."""
    with workspace_scope(collection.workspace_id):
        document = services.add_document(
            collection=collection,
            file=ContentFile(text.encode(), file_name),
            file_name=file_name,
            title="",
            max_bytes=10_000_000,
            now=timezone.now(),
        )
    worker.run(Job.objects.latest("pk").pk)
    with workspace_scope(collection.workspace_id):
        document.refresh_from_db()
    return document
