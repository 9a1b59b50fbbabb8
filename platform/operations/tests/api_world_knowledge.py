"""Bodies and forms for the routes of knowledge."""

from __future__ import annotations

from django.core.files.base import ContentFile

from operations.tests.api_world_rows import Body

BODIES: dict[str, Body] = {
    "Crawls.create": lambda world: {
        "url": "https://example.org/docs",
        "collection_id": world.ids["collection_id"],
        "max_pages": 10,
        "include_patterns": ["/docs/*"],
        "exclude_patterns": ["/docs/old/*"],
        "include_files": False,
        "schedule": "WEEKLY",
    },
    "Crawls.partial_update": lambda _: {
        "max_pages": 20,
        "include_patterns": ["/shop/*"],
        "exclude_patterns": ["/blog/*"],
        "include_files": True,
        "schedule": "DAILY",
    },
    "Collections.create": lambda _: {"name": "Second", "description": "More."},
    "Collections.partial_update": lambda _: {"name": "Renamed", "description": "Less."},
    "Documents.partial_update": lambda world: {
        "title": "Renamed",
        "collection_id": world.ids["collection_id"],
    },
    "DocumentVersions.rollback": lambda _: {"version": 1},
    "QaEntries.create": lambda world: {
        "question": "Do you take dogs?",
        "answer": "Small ones.",
        "alternatives": ["May I bring my dog?"],
        "collection_id": world.ids["collection_id"],
    },
    "QaEntries.partial_update": lambda _: {
        "question": "Do you take cats?",
        "answer": "All of them.",
        "alternatives": ["May I bring my cat?"],
    },
    "EmbeddingIndex.update": lambda _: {
        "kind": "OPENAI_COMPATIBLE",
        "base_url": "https://embeddings.example.com/v1",
        "api_key": "sk-secret",
        "model": "small",
    },
}

# Like BODIES, for operations that take a form.
FORMS: dict[str, Body] = {
    "Documents.create": lambda world: {
        "file": ContentFile(b"Parking is free.", "parking.txt"),
        "collection_id": world.ids["collection_id"],
        "title": "Parking",
    },
}
