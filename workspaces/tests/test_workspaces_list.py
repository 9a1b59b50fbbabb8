"""The list of workspaces over the API."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from core.testing import assert_queries
from workspaces.models import Workspace
from workspaces.tests.factories import Person, make_person, make_workspace

PATH = "/api/v1/workspaces"


def test_the_list_shows_own_workspaces_with_role_and_counts(
    alice: Person, bob: Person, charlie: Person, acme: Workspace, base: str
) -> None:
    alice.api.post(f"{base}/agents", {"name": "Helper"})
    collection = alice.api.post(f"{base}/collections", {"name": "Handbook"}).json()["id"]
    for name in ("a.txt", "b.txt"):
        form = {"file": ContentFile(b"text", name), "collection_id": collection}
        alice.api.upload(f"{base}/documents", form)

    shown = {
        "id": acme.public_id,
        "name": "Acme",
        "slug": "acme",
        "is_default": True,  # the first that they created or joined
        "is_suspended": False,
        "agent_count": 1,
        "document_count": 2,
    }
    assert alice.api.get(PATH).json() == {
        "workspaces": [shown | {"role": "OWNER"}],
        "total": 1,
        "next": None,
    }
    assert bob.api.get(PATH).json()["workspaces"] == [shown | {"role": "MEMBER"}]
    (of_charlie,) = charlie.api.get(PATH).json()["workspaces"]
    assert (of_charlie["name"], of_charlie["agent_count"]) == ("Charlie's", 0)


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (200, 100)])
def test_the_list_costs_four_queries_at_any_size(alice: Person, count: int, shown: int) -> None:
    for number in range(count):
        make_workspace(alice, name=f"Number {number}")

    with assert_queries(4):  # session, scope, count, page
        answer = alice.api.get(PATH, {"limit": 100})

    assert (len(answer.json()["workspaces"]), answer.json()["total"]) == (shown, count)


def test_a_user_without_workspaces_has_an_empty_list(db: None) -> None:
    answer = make_person("newcomer").api.get(PATH)

    assert answer.json() == {"workspaces": [], "total": 0, "next": None}


def test_the_list_is_paged_and_sorted(alice: Person) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        make_workspace(alice, name=name)

    first = alice.api.get(PATH, {"sort": "name", "limit": 2}).json()
    rest = alice.api.get(PATH, {"sort": "name", "limit": 2, "cursor": first["next"]}).json()

    assert [row["name"] for row in first["workspaces"]] == ["Alpha", "Beta"]
    assert [row["name"] for row in rest["workspaces"]] == ["Gamma"]
    assert (first["total"], rest["total"], rest["next"]) == (3, 3, None)
    newest = alice.api.get(PATH).json()["workspaces"]
    assert [row["name"] for row in newest] == ["Gamma", "Alpha", "Beta"]
