"""Search over the API: the passages found, with matched words and best sentence."""

from __future__ import annotations

from typing import Any

import pytest

from core.testing import assert_queries
from knowledge.models import Collection
from knowledge.tests.factories import make_collection, make_document
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_workspace

GERMAN = """# Öffnungszeiten

Unser Geschäft öffnet an Werktagen um neun Uhr und schließt um achtzehn Uhr am Abend.
An Feiertagen bleiben die Türen geschlossen, außer in den Wochen vor dem Weihnachtsfest.
Bestellungen werden an jedem Werktag bis zum Mittag angenommen und am selben Tag verschickt.
"""


def search(person: Person, path: str, **query: str) -> list[dict[str, Any]]:
    answer = person.api.get(path, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def marked(result: dict[str, Any], kind: str) -> list[str]:
    return [
        result["text"][each["start"] : each["end"]]
        for each in result["highlights"]
        if each["kind"] == kind
    ]


def test_a_passage_is_found_with_its_words_and_its_best_sentence(
    alice: Person, base: str, collection: Collection
) -> None:
    document = make_document(collection)

    first = search(alice, f"{base}/search", q="Which days is the shop closed?")[0]

    assert (first["document_id"], first["title"]) == (document.public_id, "handbook.md")
    assert (first["heading_path"], first["version"], first["page"]) == (["Opening hours"], 1, None)
    assert marked(first, "SENTENCE") == ["On Sundays and public holidays the shop is closed."]
    assert marked(first, "WORD") == ["shop", "closed"]
    chunks = alice.api.get(f"{base}/documents/{document.public_id}/chunks").json()["chunks"]
    assert first["chunk_id"] in [chunk["id"] for chunk in chunks]


def test_words_are_found_in_inflected_forms(
    alice: Person, base: str, collection: Collection
) -> None:
    make_document(collection, GERMAN, "zeiten.md")

    first = search(alice, f"{base}/search", q="Bestellung, Feiertag")[0]

    assert marked(first, "WORD") == ["Feiertagen", "Bestellungen"]


def test_text_that_looks_like_html_is_marked_correctly(
    alice: Person, base: str, collection: Collection
) -> None:
    make_document(collection, "Write <b>bold</b> words with the button in the toolbar.", "a.txt")

    first = search(alice, f"{base}/search", q="toolbar button")[0]

    assert marked(first, "WORD") == ["button", "toolbar"]


def test_a_search_stays_in_its_collection_and_workspace(
    alice: Person, base: str, acme: Workspace, collection: Collection
) -> None:
    make_document(collection)
    other = make_collection(acme, "Other")
    strange = make_collection(make_workspace(alice, name="Strange"), "Foreign")

    def in_collection(collection_id: str) -> Any:
        return alice.api.get(f"{base}/collections/{collection_id}/search", {"q": "returns"})

    assert len(in_collection(collection.public_id).json()["results"]) == 2
    assert in_collection(other.public_id).json()["results"] == []
    assert in_collection(strange.public_id).status_code == 404


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  "}, {"q": "x" * 501}])
def test_a_blank_search_is_refused(alice: Person, base: str, query: dict[str, str]) -> None:
    answer = alice.api.get(f"{base}/search", query)

    assert (answer.status_code, answer.json()["field"]) == (400, "q")


@pytest.mark.parametrize("q", ["!!!", "the", "a & b | c", "'; DROP TABLE", "ein <-> zwei", "\\"])
def test_any_text_can_be_searched_for(
    alice: Person, base: str, collection: Collection, q: str
) -> None:
    make_document(collection)

    assert len(search(alice, f"{base}/search", q=q)) == 2


def test_a_search_costs_five_queries(alice: Person, base: str, collection: Collection) -> None:
    make_document(collection)

    for path in (f"{base}/search", f"{base}/collections/{collection.public_id}/search"):
        with assert_queries(5):
            search(alice, path, q="returns", limit="1")
