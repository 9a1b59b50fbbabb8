"""Hand-written questions and answers over REST."""

from __future__ import annotations

from core.api import WorkspaceResourceViewSet, Write, abilities
from knowledge import queries, services
from knowledge.api.serializers.entries import (
    EntryFilter,
    EntryIn,
    EntryOut,
    EntryPage,
    EntryPatch,
)
from knowledge.errors import EntryIncomplete


class QaEntriesViewSet(WorkspaceResourceViewSet):
    """Questions with their answers, which are given word for word. Each is a document too."""

    tag = "Q&A entries"
    resource = "Q&A entry"
    raises = {
        "create": (EntryIncomplete,),
        "partial_update": (EntryIncomplete,),
    }
    needs = abilities(view="knowledge.view", change="knowledge.change")
    noun, keyword = "entry", "document"
    query = staticmethod(queries.qa_entries)
    filters, page, out = EntryFilter, EntryPage, EntryOut
    sorts = {"created_at": "created_at", "question": "title"}
    creating = Write(services.add_qa_entry, EntryIn, by="user")
    changing = Write(services.change_qa_entry, EntryPatch, by="user")
    deleting = Write(services.delete_document)
    deleted = "Entry deleted"
    reads_again = True
