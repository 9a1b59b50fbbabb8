"""Collections: create, change, delete."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction

from core.db.constraints import violated_constraint
from core.scope import current_workspace_id
from knowledge.errors import CollectionNameTaken
from knowledge.models import Collection, Document
from knowledge.queries.dependents import Dependent, dependents_of
from knowledge.services.documents import remove_document
from workspaces.services import record


class CollectionChanges(TypedDict, total=False):
    name: str
    description: str


@transaction.atomic
def create_collection(*, name: str, description: str = "", now: datetime) -> Collection:
    """Raises CollectionNameTaken; names are compared ignoring case."""
    try:
        with transaction.atomic():
            collection: Collection = Collection.objects.create(
                workspace_id=current_workspace_id(),
                name=name,
                description=description,
                created_at=now,
            )
    except IntegrityError as error:
        raise _name_taken(error, name) from error
    after = {"name": name}
    record(action="COLLECTION_ADDED", target=collection.public_id, after=after, now=now)
    return collection


@transaction.atomic
def change_collection(
    *, collection: Collection, **changes: Unpack[CollectionChanges]
) -> Collection:
    """Raises CollectionNameTaken."""
    for field, value in changes.items():
        setattr(collection, field, value)
    try:
        with transaction.atomic():
            collection.save(update_fields=list(changes))
    except IntegrityError as error:
        raise _name_taken(error, collection.name) from error
    return collection


@transaction.atomic
def delete_collection(*, collection: Collection, now: datetime) -> list[Dependent]:
    """Delete a collection with its documents. Return what no longer works without it."""
    target, documents = collection.public_id, Document.objects.filter(collection=collection)
    dependents = dependents_of(collection)
    before = {
        "name": collection.name,
        "documents": documents.count(),
        "dependents": list(dict.fromkeys(each.public_id for each in dependents)),
    }
    for document in documents.order_by("pk"):
        remove_document(document)
    collection.delete()
    record(action="COLLECTION_DELETED", target=target, before=before, now=now)
    return dependents


def _name_taken(error: IntegrityError, name: str) -> Exception:
    """The domain error for a violated constraint; any other error unchanged."""
    if violated_constraint(error) == "one_collection_per_name_and_workspace":
        return CollectionNameTaken(field="name", name=name)
    return error
